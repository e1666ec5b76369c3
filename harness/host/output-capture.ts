import type { Readable } from "node:stream";
import type { CapturedOutput } from "../history/history.ts";

/**
 * Each of the beginning and the end, in bytes: enough for a stack trace of every runtime, which
 * comes last. A server that floods its output is only counted in between.
 */
const keptBytesMax = 32_768;

/** Reads all that the streams print, so that they never block, and keeps the beginning and the end. */
export function captureOutput(...streams: readonly Readable[]): () => CapturedOutput {
  const first: Buffer[] = [];
  let firstBytes = 0;
  let last: Buffer[] = [];
  let lastBytes = 0;
  let bytesDropped = 0;
  const keepLast = (bytes: Buffer) => {
    last.push(bytes);
    lastBytes += bytes.length;
    // Copying only at twice the limit avoids a copy for every chunk.
    if (lastBytes > 2 * keptBytesMax) {
      const joined = Buffer.concat(last);
      last = [Buffer.from(joined.subarray(-keptBytesMax))];
      bytesDropped += joined.length - keptBytesMax;
      lastBytes = keptBytesMax;
    }
  };
  for (const stream of streams) {
    stream.on("data", (bytes: Buffer) => {
      const part = bytes.subarray(0, keptBytesMax - firstBytes);
      if (part.length > 0) {
        first.push(part);
        firstBytes += part.length;
      }
      if (part.length < bytes.length) {
        keepLast(bytes.subarray(part.length));
      }
    });
  }
  return () => {
    const rest = Buffer.concat(last);
    const end = rest.subarray(-keptBytesMax);
    const dropped = bytesDropped + rest.length - end.length;
    const parts =
      dropped === 0 ? [...first, end] : [...first, `\n… ${dropped} bytes left out …\n`, end];
    const text = Buffer.concat(parts.map((part) => Buffer.from(part))).toString("utf8");
    return { text, bytesDropped: dropped };
  };
}
