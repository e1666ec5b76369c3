const HEADER_BYTES = 4;
const READ_BYTES = 32 * 1024;
const RETAINED_BYTES = 256 * 1024;

/**
 * Holds back what has arrived of a connection until it ends on a frame boundary.
 *
 * An echo of whole frames is the input up to its last boundary, so frames need not be taken apart:
 * a thousand small ones cost one write. The socket reads straight into `room()`, and what is
 * complete is written before the next read, so that the memory can be used again.
 */
export class FrameBuffer {
  readonly #maxFrameBytes: number;
  #storage = new Uint8Array(READ_BYTES);
  #view = new DataView(this.#storage.buffer);
  #usedBytes = 0;
  #completeBytes = 0;
  #oversized = false;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** True after a length above the cap: where the next frame begins is not known any more. */
  get oversized(): boolean {
    return this.#oversized;
  }

  /** Free space for the next bytes; call `commit()` with the number received. */
  room(): Uint8Array<ArrayBuffer> {
    if (this.#storage.length - this.#usedBytes < READ_BYTES) {
      // Memory follows the bytes that arrived, not the length that a header claims, and doubling
      // keeps the cost of a frame linear in its size, however finely it is segmented.
      const largest = HEADER_BYTES + this.#maxFrameBytes + READ_BYTES;
      this.#resize(
        Math.min(Math.max(this.#storage.length * 2, this.#usedBytes + READ_BYTES), largest),
      );
    }
    return this.#storage.subarray(this.#usedBytes);
  }

  commit(count: number): void {
    this.#usedBytes += count;
    while (this.#usedBytes - this.#completeBytes >= HEADER_BYTES) {
      const payloadBytes = this.#view.getUint32(this.#completeBytes);
      this.#oversized = payloadBytes > this.#maxFrameBytes;
      const unreadBytes = this.#usedBytes - this.#completeBytes - HEADER_BYTES;
      if (this.#oversized || unreadBytes < payloadBytes) break;
      this.#completeBytes += HEADER_BYTES + payloadBytes;
    }
  }

  /** The frames that are complete, ready to be echoed as they stand. */
  complete(): Uint8Array<ArrayBuffer> {
    return this.#storage.subarray(0, this.#completeBytes);
  }

  /** Forgets the complete frames. What moves is shorter than one read. */
  consumeComplete(): void {
    this.#storage.copyWithin(0, this.#completeBytes, this.#usedBytes);
    this.#usedBytes -= this.#completeBytes;
    this.#completeBytes = 0;
    // A connection that idles after a large frame must not keep the memory of it.
    if (this.#usedBytes === 0 && this.#storage.length > RETAINED_BYTES) this.#resize(READ_BYTES);
  }

  #resize(bytes: number): void {
    const held = this.#storage.subarray(0, this.#usedBytes);
    this.#storage = new Uint8Array(bytes);
    this.#storage.set(held);
    this.#view = new DataView(this.#storage.buffer);
  }
}
