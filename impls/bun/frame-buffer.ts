const HEADER_BYTES = 4;
const NOTHING = Buffer.alloc(0);

/**
 * Holds back what has arrived of a connection until it ends on a frame boundary.
 *
 * An echo of whole frames is the input up to its last boundary, so frames need not be taken apart:
 * a thousand small ones cost one write.
 */
export class FrameBuffer {
  readonly #maxFrameBytes: number;
  // Held back is what lies from #start to #end; the bytes before are on their way out.
  #storage: Buffer = NOTHING;
  #start = 0;
  #end = 0;
  #oversized = false;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** True after a length above the cap: where the next frame begins is not known any more. */
  get oversized(): boolean {
    return this.#oversized;
  }

  /** Takes what has arrived, and returns the frames that are complete now, as they stand. */
  push(chunk: Buffer): Buffer {
    this.#append(chunk);
    const end = this.#endOfCompleteFrames();
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
      return;
    }
    if (this.#end + chunk.length > this.#storage.length) {
      // Memory follows the bytes that arrived, not the length that a header claims, and doubling
      // keeps the cost of a frame linear in its size, however finely it is segmented.
      const larger = Buffer.allocUnsafe(heldBytes + Math.max(heldBytes, chunk.length));
      this.#storage.copy(larger, 0, this.#start, this.#end);
      this.#storage = larger;
      this.#start = 0;
      this.#end = heldBytes;
    }
    chunk.copy(this.#storage, this.#end);
    this.#end += chunk.length;
  }

  #endOfCompleteFrames(): number {
    let end = this.#start;
    while (this.#end - end >= HEADER_BYTES) {
      const payloadBytes = this.#storage.readUInt32BE(end);
      this.#oversized = payloadBytes > this.#maxFrameBytes;
      if (this.#oversized || this.#end - end - HEADER_BYTES < payloadBytes) break;
      end += HEADER_BYTES + payloadBytes;
    }
    return end;
  }
}
