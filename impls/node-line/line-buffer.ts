const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * Holds back what has arrived of a connection until it ends with a newline.
 *
 * An echo of whole lines is the input up to its last newline, so lines need not be taken apart, nor
 * decoded: a character that is split across reads is whole again when its line is.
 */
export class LineBuffer {
  readonly #maxLineBytes: number;
  // Held back is what lies from #start to #end; the bytes before are on their way out.
  #storage: Buffer = NOTHING;
  #start = 0;
  #end = 0;
  // Up to here there is no newline. Without it, a line in small pieces would be searched again and
  // again from its beginning.
  #searched = 0;
  #overlong = false;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** True after a line above the cap, which need not have ended. */
  get overlong(): boolean {
    return this.#overlong;
  }

  /** Takes what has arrived, and returns the lines that are complete now, as they stand. */
  push(chunk: Buffer): Buffer {
    this.#append(chunk);
    const end = this.#endOfCompleteLines();
    const complete = this.#storage.subarray(this.#start, end);
    this.#start = end;
    if (this.#start === this.#end) this.#storage = NOTHING; // An idle connection holds no memory.
    return complete;
  }

  #append(chunk: Buffer): void {
    const heldBytes = this.#end - this.#start;
    if (heldBytes === 0) {
      this.#storage = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      this.#searched = 0;
      return;
    }
    if (this.#end + chunk.length > this.#storage.length) {
      // Doubling keeps the cost of a line linear in its length, however finely it is segmented.
      const larger = Buffer.allocUnsafe(heldBytes + Math.max(heldBytes, chunk.length));
      this.#storage.copy(larger, 0, this.#start, this.#end);
      this.#storage = larger;
      this.#searched -= this.#start;
      this.#start = 0;
      this.#end = heldBytes;
    }
    chunk.copy(this.#storage, this.#end);
    this.#end += chunk.length;
  }

  #endOfCompleteLines(): number {
    const held = this.#storage.subarray(0, this.#end);
    let end = this.#start;
    while (!this.#overlong) {
      const newline = held.indexOf(NEWLINE, this.#searched);
      const lineEnd = newline < 0 ? this.#end : newline;
      this.#overlong = lineEnd - end > this.#maxLineBytes;
      if (this.#overlong || newline < 0) break;
      end = newline + 1;
      this.#searched = end;
    }
    this.#searched = this.#end;
    return end;
  }
}
