import { readFileSync } from "node:fs";

/** Editors of other systems begin files with it; RFC 8259 §8.1 allows readers to ignore it. */
const byteOrderMark = /^\uFEFF/;

/**
 * Reads a JSON file.
 *
 * @param refuse makes the error to throw: its cause is a `SyntaxError` where the file is not JSON,
 * and an error of the system's where it cannot be read.
 */
export function readJson(file: string, refuse: (cause: unknown) => Error): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8").replace(byteOrderMark, ""));
  } catch (cause) {
    throw refuse(cause);
  }
}
