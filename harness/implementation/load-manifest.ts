import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { describeFileError } from "../host/file-error.ts";
import { readJson } from "../host/read-json.ts";
import { UnknownProtocolError } from "../protocol/protocols.ts";
import { listIssues } from "../scenario/issues.ts";
import { type Implementation, manifestSchema } from "./manifest.ts";
import { findSpoken } from "./spoken.ts";

/** A manifest cannot be read, or is invalid. */
export class InvalidManifestError extends Error {
  override readonly name = "InvalidManifestError";
  readonly code = "INVALID_MANIFEST";
}

/**
 * Reads an implementation's manifest.
 *
 * @param path a folder with an `impl.json`, or the file itself.
 * @param startedHere whether its command is needed. Default: true.
 * @throws {InvalidManifestError} naming the file, the key and the expected value.
 * @throws {InvalidProtocolError} for a module of its protocols.
 */
export function loadManifest(
  path: string,
  { startedHere = true }: { readonly startedHere?: boolean } = {},
): Implementation {
  const file = resolve(basename(path).endsWith(".json") ? path : join(path, "impl.json"));
  const manifest = parseFile(
    startedHere ? manifestSchema : startedElsewhereSchema,
    file,
    "a manifest",
  );
  return { ...manifest, ...spokenIn(manifest.protocols, file), folder: dirname(file) };
}

function spokenIn(protocols: readonly string[], file: string) {
  try {
    return findSpoken(protocols, dirname(file));
  } catch (error) {
    if (error instanceof UnknownProtocolError) {
      const problem = `protocols: ${error.message}`;
      throw new InvalidManifestError(`${file} is not a manifest:\n  ${problem}`, { cause: error });
    }
    throw error;
  }
}

/** The command of a server that sockspec does not start. */
export const unusedCommand = ["sh", "-c", "exit 0"];

const startedElsewhereSchema = z.preprocess(
  (read) => (isObject(read) ? { command: unusedCommand, ...read } : read),
  manifestSchema,
);

function isObject(read: unknown): read is object {
  return typeof read === "object" && read !== null && !Array.isArray(read);
}

/**
 * Reads a JSON file beside the manifest, or the manifest itself.
 *
 * @param what it should be, such as `a manifest`.
 * @throws {InvalidManifestError} when the file cannot be read, is not JSON, or is something else.
 */
export function parseFile<T>(schema: z.ZodType<T>, file: string, what: string): T {
  const parsed = schema.safeParse(readJson(file, (cause) => unreadable(file, cause)));
  if (!parsed.success) {
    throw new InvalidManifestError(`${file} is not ${what}:\n${listIssues(parsed.error.issues)}`, {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

function unreadable(file: string, cause: unknown): InvalidManifestError {
  if (basename(file) === "impl.json" && (cause as NodeJS.ErrnoException).code === "ENOENT") {
    return new InvalidManifestError(
      `Expected the folder of an impl.json, found no ${file}. Write one (see CONTRIBUTING.md), ` +
        "or give the server's command after --.",
      { cause },
    );
  }
  const what = cause instanceof SyntaxError ? "is not JSON" : "cannot be read";
  const found = describeFileError(cause);
  return new InvalidManifestError(`${file} ${what}: ${found}.`, { cause });
}
