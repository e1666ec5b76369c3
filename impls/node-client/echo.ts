const HEADER_BYTES = 4;

/** @returns the message as it is sent: its length, then its bytes. */
export function encodeFrame(message: string): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + Buffer.byteLength(message));
  frame.writeUInt32BE(frame.length - HEADER_BYTES);
  frame.write(message, HEADER_BYTES);
  return frame;
}

/**
 * Compares what comes back with what was sent, as it arrives: nothing is kept, whatever length a
 * header announces.
 */
export class Echo {
  readonly #expected: Buffer;
  /** Where each frame begins in it. */
  readonly #starts: number[] = [];
  readonly #maxFrameBytes: number;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #arrived = 0;

  constructor(frames: readonly Buffer[], maxFrameBytes: number) {
    this.#expected = Buffer.concat(frames);
    this.#maxFrameBytes = maxFrameBytes;
    let start = 0;
    for (const frame of frames) {
      this.#starts.push(start);
      start += frame.length;
    }
  }

  get complete(): boolean {
    return this.#arrived === this.#expected.length;
  }

  /** @returns how much has come back, for people. */
  get progress(): string {
    return `${this.#arrived} of ${this.#expected.length} bytes`;
  }

  /** @throws {Error} for bytes that are no echo. */
  push(bytes: Buffer): void {
    this.#readHeaders(bytes);
    const expected = this.#expected.subarray(this.#arrived, this.#arrived + bytes.length);
    if (!bytes.subarray(0, expected.length).equals(expected)) {
      throw new Error(`the server sent other bytes than it was sent, behind ${this.progress}`);
    }
    if (bytes.length > expected.length) {
      throw new Error(`the server sent ${bytes.length - expected.length} bytes beyond the echo`);
    }
    this.#arrived += bytes.length;
  }

  /** A length that is refused says more than a byte that differs. */
  #readHeaders(bytes: Buffer): void {
    for (const start of this.#starts) {
      const from = Math.max(start, this.#arrived);
      const upTo = Math.min(start + HEADER_BYTES, this.#arrived + bytes.length);
      if (from >= upTo) continue;
      bytes.copy(this.#header, from - start, from - this.#arrived, upTo - this.#arrived);
      const length = this.#header.readUInt32BE();
      if (upTo === start + HEADER_BYTES && length > this.#maxFrameBytes) {
        throw new Error(`the server announces ${length} bytes, above the cap`);
      }
    }
  }
}
