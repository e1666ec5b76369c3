import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describeIssues } from "../scenario/issues.ts";
import { type Implementation, manifestSchema } from "./manifest.ts";

/** A manifest cannot be read, or is invalid. */
export class InvalidManifestError extends Error {
  override readonly name = "InvalidManifestError";
  readonly code = "INVALID_MANIFEST";
}

/**
 * Reads an implementation's manifest.
 *
 * @param path a folder with an `impl.json`, or the file itself.
 * @throws {InvalidManifestError} naming the file, the key and what was expected.
 */
export function loadManifest(path: string): Implementation {
  const file = resolve(basename(path).endsWith(".json") ? path : join(path, "impl.json"));
  const parsed = manifestSchema.safeParse(readJson(file));
  if (!parsed.success) {
    const problems = describeIssues(parsed.error.issues).map((line) => `  ${line}`);
    throw new InvalidManifestError(`${file} is not a manifest:\n${problems.join("\n")}`, {
      cause: parsed.error,
    });
  }
  return { ...parsed.data, folder: dirname(file) };
}

/** @throws {InvalidManifestError} if the file cannot be read or is not JSON. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new InvalidManifestError(`${file} cannot be read: ${found}.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidManifestError(`${file} is not JSON: ${found}.`, { cause });
  }
}
