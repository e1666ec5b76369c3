import { readFileSync, type Stats, statSync } from "node:fs";
import type { z } from "zod";
import { messageOf } from "../host/message-of.ts";
import { issueLines } from "../scenario/issues.ts";
import { InvalidJournalError, type JournalProblem } from "./invalid-journal-error.ts";

/** The source of a piece of JSON, and advice for when it is invalid. */
export type Origin = Pick<JournalProblem, "file" | "line" | "advice">;

/** The size limit of a kind of file, and advice for larger ones. */
export interface FileOptions {
  readonly bytesMax: number;
  readonly advice: string;
}

/**
 * Reads a file of a stored run.
 *
 * @throws {InvalidJournalError} when it cannot be read, or is larger than its kind ever gets.
 */
export function readStoredFile(file: string, { bytesMax, advice }: FileOptions): Buffer {
  const size = plainFileBytes(file, advice);
  if (size > bytesMax) {
    const [expected, found] = [`at most ${bytesMax} bytes`, `${size} bytes`];
    throw new InvalidJournalError({ file, expected, found, advice });
  }
  try {
    return readFileSync(file);
  } catch (cause) {
    const problem = { file, expected: "a file that can be read", found: codeOf(cause), advice };
    throw new InvalidJournalError(problem, { cause });
  }
}

/**
 * @returns the size of a file that is to be read. What is no plain file is not even opened: a FIFO
 *   would never end.
 * @throws {InvalidJournalError} for anything else than a plain file.
 */
export function plainFileBytes(file: string, advice: string): number {
  const refuse = (found: string, cause?: unknown) =>
    new InvalidJournalError({ file, expected: "a file", found, advice }, { cause });
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (cause) {
    throw refuse(`none (${codeOf(cause)})`, cause);
  }
  if (!stats.isFile()) {
    throw refuse(stats.isDirectory() ? "a folder" : "something that is no plain file");
  }
  return stats.size;
}

/** @throws {InvalidJournalError} when the bytes are no text, or not JSON. */
export function parseJson(bytes: Buffer, origin: Origin): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidJournalError(
      { ...origin, expected: "JSON", found: "bytes that are no text in UTF-8" },
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = text.trim() === "" ? "nothing" : messageOf(cause);
    throw new InvalidJournalError({ ...origin, expected: "JSON", found }, { cause });
  }
}

/**
 * Parses what was read, and names the first key that is not as it should be.
 *
 * @throws {InvalidJournalError}
 */
export function parseStored<T>(schema: z.ZodType<T>, data: unknown, origin: Origin): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) {
    return parsed.data;
  }
  const [first = ""] = issueLines(parsed.error.issues);
  const colon = first.indexOf(": ");
  const key = first.slice(0, colon);
  const { expected, found } = splitMessage(first.slice(colon + 2), valueAt(data, key));
  throw new InvalidJournalError(
    { ...origin, ...(key === "(top level)" ? {} : { key }), expected, found },
    { cause: parsed.error },
  );
}

/** Zod says what it expected, and only for some problems what it found. */
function splitMessage(message: string, value: unknown): { expected: string; found: string } {
  const text = message.replace(/^(Invalid \w+|Too \w+): expected /, "").replace(/^expected /, "");
  const [expected = text] = text.split(/, (?:received|found) /);
  return { expected, found: describeValue(value) };
}

function valueAt(data: unknown, key: string): unknown {
  if (key === "(top level)") {
    return data;
  }
  return key.split(".").reduce<unknown>((inner, name) => {
    const isContainer = typeof inner === "object" && inner !== null;
    return isContainer && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined;
  }, data);
}

export function describeValue(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  return typeof value === "object" && value !== null ? "an object" : JSON.stringify(value);
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? messageOf(cause);
}
