import { closeSync, openSync, readSync } from "node:fs";

/** Reads what is appended to a file, line by line. */
export interface Following extends Disposable {
  /** Reads what is there by now, at once. */
  readRest(): void;
}

/** The file may be written by another kernel, of which no notification comes. In ms. */
const lookPeriodMs = 100;

/** @param onLine receives each complete line, without its line feed. */
export function followFile(path: string, onLine: (line: string) => void): Following {
  const file = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(256 * 1024);
  let rest = Buffer.alloc(0);
  const readRest = () => {
    for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) {
      const read = Buffer.concat([rest, buffer.subarray(0, bytes)]);
      const complete = read.lastIndexOf("\n") + 1;
      rest = Buffer.from(read.subarray(complete));
      for (const line of read.toString("utf8", 0, complete).split("\n").slice(0, -1)) {
        onLine(line);
      }
    }
  };
  const timer = setInterval(readRest, lookPeriodMs);
  return {
    readRest,
    [Symbol.dispose]() {
      clearInterval(timer);
      closeSync(file);
    },
  };
}
