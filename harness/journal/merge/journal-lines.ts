import { closeSync, openSync, readSync } from "node:fs";

/** A whole line of a file. Its bytes are overwritten when the next one is asked for. */
export interface FileLine {
  readonly bytes: Buffer;
  readonly offset: number;
  /** From 1. */
  readonly number: number;
}

const chunkBytes = 1024 * 1024;

const newline = 0x0a;

/** Reads a file line by line, of which the longest is in memory. What is behind the last end of line was cut off. */
export function* linesOf(file: string): Generator<FileLine> {
  const descriptor = openSync(file, "r");
  try {
    let buffer = Buffer.allocUnsafe(chunkBytes);
    let [held, offset, number] = [0, 0, 0];
    for (;;) {
      if (held === buffer.length) {
        buffer = Buffer.concat([buffer], 2 * buffer.length);
      }
      const read = readSync(descriptor, buffer, held, buffer.length - held, offset + held);
      if (read === 0) {
        return;
      }
      const end = held + read;
      let from = 0;
      // What was held before has no end of line in it.
      for (let to = buffer.indexOf(newline, held); to >= 0 && to < end; ) {
        number += 1;
        yield { bytes: buffer.subarray(from, to), offset: offset + from, number };
        from = to + 1;
        to = buffer.indexOf(newline, from);
      }
      buffer.copyWithin(0, from, end);
      held = end - from;
      offset += from;
    }
  } finally {
    closeSync(descriptor);
  }
}
