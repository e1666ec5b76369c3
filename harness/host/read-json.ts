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

/** @returns what a JSON file holds, without the key by which editors find its schema. */
export function withoutSchemaKey(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return data;
  }
  const { $schema: _, ...others } = data as Readonly<Record<string, unknown>>;
  return others;
}
