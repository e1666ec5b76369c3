import type { Readable } from "node:stream";
import type { CapturedOutput } from "../history/history.ts";

/** Enough for a stack trace of every runtime; a server that floods its output is only counted. */
const keptBytesMax = 65_536;

/** Reads all that the streams say, so that they never block, and keeps the beginning. */
export function captureOutput(...streams: readonly Readable[]): () => CapturedOutput {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  let bytesDropped = 0;
  for (const stream of streams) {
    stream.on("data", (bytes: Buffer) => {
      const part = bytes.subarray(0, keptBytesMax - keptBytes);
      if (part.length > 0) {
        kept.push(part);
        keptBytes += part.length;
      }
      bytesDropped += bytes.length - part.length;
    });
  }
  return () => ({ text: Buffer.concat(kept).toString("utf8"), bytesDropped });
}
