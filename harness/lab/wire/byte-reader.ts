import type { Readable } from "node:stream";

/** Reads a program's answers: lines, and counted bytes. One read at a time. */
export interface ByteReader {
  /** @returns the next line, without its line feed. */
  line(): Promise<string>;
  bytes(count: number): Promise<Buffer>;
  /** Rejects the current read, and all later ones. */
  fail(error: Error): void;
}

export function startByteReader(stream: Readable): ByteReader {
  let chunks: Buffer[] = [];
  let failure: Error | null = null;
  let onChange = () => {};
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    onChange();
  });
  const take = (count: number): Buffer => {
    const all = Buffer.concat(chunks);
    chunks = [all.subarray(count)];
    return all.subarray(0, count);
  };
  /** @param ready returns how many bytes can be taken, or null. */
  const when = async (ready: () => number | null): Promise<Buffer> => {
    for (let count = ready(); ; count = ready()) {
      if (count !== null) {
        return take(count);
      }
      if (failure !== null) {
        throw failure;
      }
      await new Promise<void>((resolve) => {
        onChange = resolve;
      });
    }
  };
  return {
    async line() {
      const bytes = await when(() => lengthOfLine(chunks));
      return bytes.toString("utf8", 0, bytes.length - 1);
    },
    bytes: (count) => when(() => (lengthOf(chunks) >= count ? count : null)),
    fail(error) {
      failure ??= error;
      onChange();
    },
  };
}

function lengthOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** @returns the length of the first line with its line feed, or null if it is incomplete. */
function lengthOfLine(chunks: readonly Buffer[]): number | null {
  let before = 0;
  for (const chunk of chunks) {
    const found = chunk.indexOf(0x0a);
    if (found >= 0) {
      return before + found + 1;
    }
    before += chunk.length;
  }
  return null;
}
