import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describeFileError } from "../../host/file-error.ts";
import { messageOf } from "../../host/message-of.ts";
import { provideOwnPackage } from "../../protocol/own-package.ts";
import type { SockspecConfig } from "./config.ts";
import { type ConfigProblem, InvalidConfigError } from "./invalid-config-error.ts";
import { problemsWithNames } from "./names.ts";
import { problemsOf } from "./problems.ts";
import { configKeys, configSchema } from "./schema.ts";
import { lineAt, lineOfKey } from "./source-lines.ts";

/** A configuration file that has been read and validated. */
export interface LoadedConfig {
  /** As it was given. */
  readonly file: string;
  readonly config: SockspecConfig;
  /** @returns the line, from 1, on which a key stands in the file. */
  lineOf(key: string): number;
}

/** @throws {InvalidConfigError} with every problem, each with its line and key. */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const source = readSource(file);
  const kind = file.endsWith(".json") ? "json" : "module";
  const lineOf = (path: readonly PropertyKey[]) => lineOfKey(source, path, kind);
  const data = kind === "json" ? parseJson(file, source) : await importDefault(file, source);
  const parsed = configSchema.safeParse(data);
  const problems = parsed.success
    ? problemsWithNames(parsed.data, file)
    : parsed.error.issues.flatMap((issue) => problemsOf(issue, data, configKeys));
  if (!parsed.success || problems.length > 0) {
    throw new InvalidConfigError(
      file,
      problems.map(({ path, what }) => ({ line: lineOf(path), key: path.join("."), what })),
    );
  }
  return { file, config: parsed.data, lineOf: (key) => lineOf([key]) };
}

function readSource(file: string): string {
  try {
    // RFC 8259 §8.1 allows readers to ignore a byte order mark.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw wholeFile(file, `expected a readable file, found: ${describeFileError(cause)}`, cause);
  }
}

function wholeFile(file: string, what: string, cause?: unknown, line = 1): InvalidConfigError {
  const problem: ConfigProblem = { line, key: "", what };
  return new InvalidConfigError(file, [problem], { cause });
}

function parseJson(file: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    const message = messageOf(cause);
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    const line = lineAt(source, position === undefined ? source.trimEnd().length : +position);
    throw wholeFile(file, `expected JSON, found: ${message}`, cause, line);
  }
}

async function importDefault(file: string, source: string): Promise<unknown> {
  const exported = await importModule(file);
  const { default: own } = exported;
  if (own === undefined) {
    throw wholeFile(
      file,
      "expected export default defineConfig({ … }), found no default export",
      undefined,
      lineOfKey(source, [], "module"),
    );
  }
  // A loader that makes CommonJS of it wraps what is exported once more.
  const isWrapped = typeof own === "object" && own !== null && "default" in own;
  return await (isWrapped ? own.default : own);
}

async function importModule(file: string): Promise<{ readonly default?: unknown }> {
  const path = resolve(file);
  provideOwnPackage();
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (cause) {
    const { stack = "" } = cause as Error;
    const places = stack.split(path);
    const [, line = "1"] = /^:(\d+)/.exec(places[1] ?? "") ?? [];
    const what = `expected a module that loads, found: ${messageOf(cause)}.`;
    throw wholeFile(file, what, cause, Number(line));
  }
}
