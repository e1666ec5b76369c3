import { closeSync, openSync, readSync } from "node:fs";
import { messageOf } from "../../host/message-of.ts";
import { InvalidJournalError } from "../invalid-journal-error.ts";

const newline = 0x0a;
const chunkBytes = 1024 * 1024;

/** A line of a file, without its end. */
export interface FileLine {
  /** Valid until the next line is asked for. */
  readonly bytes: Buffer;
  /** Where it begins, in bytes. */
  readonly offset: number;
}

/** How a file was read: up to the end of its last whole line, and what is behind that. */
export interface FileEnd {
  readonly wholeBytes: number;
  readonly cutBytes: number;
}

/** The header of a run of a million situations, without repetitions, takes 100 MB. */
const lineBytesMax = 256 * 1024 ** 2;

/**
 * Reads whole lines one after another, and holds one chunk or one line in memory.
 *
 * @throws {InvalidJournalError} when the file cannot be read, or for a line that is too long.
 */
export function* readLines(file: string, advice: string): Generator<FileLine, FileEnd> {
  const descriptor = openStored(file, advice);
  try {
    // One buffer for all chunks: thousands of them would be freed late.
    let buffer = Buffer.allocUnsafeSlow(chunkBytes);
    let heldBytes = 0;
    let offset = 0;
    let line = 1;
    for (;;) {
      const count = readSync(descriptor, buffer, heldBytes, buffer.length - heldBytes, null);
      if (count === 0) {
        return { wholeBytes: offset, cutBytes: heldBytes };
      }
      const held = buffer.subarray(0, heldBytes + count);
      let from = 0;
      for (let to = held.indexOf(newline); to >= 0; to = held.indexOf(newline, from)) {
        yield { bytes: held.subarray(from, to), offset: offset + from };
        from = to + 1;
        line += 1;
      }
      buffer.copyWithin(0, from, held.length);
      heldBytes = held.length - from;
      offset += from;
      if (heldBytes === buffer.length) {
        buffer = Buffer.concat([buffer], buffer.length * 2);
      }
      if (heldBytes > lineBytesMax) {
        const expected = `a line of at most ${lineBytesMax} bytes`;
        throw new InvalidJournalError({ file, line, expected, found: "a longer one", advice });
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function openStored(file: string, advice: string): number {
  try {
    return openSync(file, "r");
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? messageOf(cause);
    throw new InvalidJournalError(
      { file, expected: "a file that can be read", found, advice },
      { cause },
    );
  }
}

/** Neighbours of a line that was read are mostly wanted next. */
const blockBytes = 64 * 1024;

/** Reads parts of a file by their place, in blocks of which the last is kept; nothing stays open. */
export function startPartReader(file: string): (offset: number, length: number) => Buffer {
  let block = Buffer.alloc(0);
  let blockOffset = 0;
  return (offset, length) => {
    const isHeld = offset >= blockOffset && offset + length <= blockOffset + block.length;
    if (!isHeld) {
      block = readPart(file, offset, Math.max(blockBytes, length));
      blockOffset = offset;
    }
    return block.subarray(offset - blockOffset, offset - blockOffset + length);
  };
}

function readPart(file: string, offset: number, length: number): Buffer<ArrayBuffer> {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.allocUnsafe(length);
    const count = readSync(descriptor, bytes, 0, length, offset);
    return bytes.subarray(0, count);
  } finally {
    closeSync(descriptor);
  }
}
