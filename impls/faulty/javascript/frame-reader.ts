import type { Fault } from "./fault.ts";

const headerBytes = 4;

/** Cuts what arrives on one connection into whole frames, and keeps the beginning of the next. */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #fault: Fault;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Below this many bytes nothing new can be complete, and nothing is copied. */
  #wantedBytes = headerBytes;
  #refused = false;
  /** Whole frames that are not answered yet; empty unless the fault is `waits-for-clean-end`. */
  #held: Buffer[] = [];

  constructor(maxFrameBytes: number, fault: Fault) {
    this.#maxFrameBytes = maxFrameBytes;
    this.#fault = fault;
  }

  /** True after a length above the cap: where the next frame begins is not known any more. */
  get refused(): boolean {
    return this.#refused;
  }

  /** The length of {@link partial}, which costs no copy. */
  get partialBytes(): number {
    return this.#bytes;
  }

  /** The beginning of a frame that is not complete. */
  get partial(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** @returns the frames that are whole now, header and payload. */
  push(chunk: Buffer): Buffer[] {
    if (this.#fault === "forgets-between-reads") {
      // The parser is made anew in the "data" handler: one read is taken for one message.
      this.#keep(Buffer.alloc(0));
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wantedBytes) {
      return [];
    }
    return this.#hold(this.#cut(Buffer.concat(this.#chunks)));
  }

  #cut(input: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    this.#wantedBytes = headerBytes;
    const rest =
      this.#fault === "recurses-per-message"
        ? this.#cutRecursively(input, frames)
        : this.#cutAll(input, frames);
    // `buffer = Buffer.alloc(0)` after the loop instead of the part behind the last message.
    const cleared = this.#fault === "drops-tail" && frames.length > 0;
    this.#keep(cleared ? Buffer.alloc(0) : rest);
    return frames;
  }

  #cutAll(input: Buffer, frames: Buffer[]): Buffer {
    let rest = input;
    let next = this.#cutOne(rest, frames);
    while (next !== null) {
      rest = next;
      // `if` instead of `while`: the others wait until the next read calls the parser again.
      const answersOne = this.#fault === "first-message-only" && frames.length > 0;
      next = answersOne ? null : this.#cutOne(rest, frames);
    }
    return rest;
  }

  /** Calls itself for what is left: as deep as there are messages in a read. */
  #cutRecursively(input: Buffer, frames: Buffer[]): Buffer {
    const next = this.#cutOne(input, frames);
    return next === null ? input : this.#cutRecursively(next, frames);
  }

  /** @returns what is behind the first message, or null when none is whole. */
  #cutOne(input: Buffer, frames: Buffer[]): Buffer | null {
    if (input.length < headerBytes) {
      return null;
    }
    const payloadBytes = input.readUInt32BE(0);
    if (payloadBytes === 0 && this.#fault === "skips-zero") {
      // `if (!length) continue;` was meant for "no header yet". Zero is falsy, too.
      return input.subarray(headerBytes);
    }
    this.#refused = payloadBytes > this.#maxFrameBytes;
    const frameBytes = headerBytes + payloadBytes;
    if (this.#refused || input.length < frameBytes) {
      this.#wantedBytes = frameBytes;
      return null;
    }
    frames.push(input.subarray(0, frameBytes));
    return input.subarray(frameBytes);
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
    if (rest.length === 0) {
      this.#wantedBytes = headerBytes;
    }
  }

  #hold(frames: Buffer[]): Buffer[] {
    if (this.#fault !== "waits-for-clean-end") {
      return frames;
    }
    // The parser says "incomplete" of a whole read, although only its last message is.
    this.#held.push(...frames);
    if (this.#bytes > 0 && !this.#refused) {
      return [];
    }
    const whole = this.#held;
    this.#held = [];
    return whole;
  }
}
