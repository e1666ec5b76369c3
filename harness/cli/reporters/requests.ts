import { resolve } from "node:path";
import { UsageError } from "../exit-status.ts";
import { isStandardOutput } from "../standard-output.ts";
import { type FormatName, formatNames, type TerminalName, terminalNames } from "./format-names.ts";

/** A format that goes into a file. */
export interface FileRequest {
  readonly name: FormatName;
  readonly path: string;
}

/** The reporters that a command line requests. */
export interface ReporterRequests {
  readonly terminal: TerminalName;
  /** The stream for it: standard error if a format has standard output to itself. */
  readonly screen: "stdout" | "stderr";
  /** The format that replaces the terminal's reporter on standard output, or null. */
  readonly output: FormatName | null;
  readonly files: readonly FileRequest[];
  /** Annotations of GitHub Actions beside whatever the terminal shows, and its step summary. */
  readonly github: boolean;
}

/** Formats unsuited to a terminal; `=-` writes them there nevertheless. */
const fileOnly: ReadonlySet<string> = new Set<FormatName>(["html"]);

/**
 * Reads `--reporter` words: names and `name=path`, each word a list with commas. A format on
 * standard output, `name` or `name=-`, has that to itself: the terminal's reporter is silent, or on
 * standard error where it is named too. Files come beside it.
 *
 * @param json the file of `--json`, which is short for `json=file`.
 * @throws {UsageError} for unknown reporters, and for combinations that conflict.
 */
export function readReporterRequests(
  words: readonly string[],
  json: string | undefined,
): ReporterRequests {
  const parsed = words.flatMap(splitList).map(parseWord);
  const asked = json === undefined ? parsed : [...parsed, parseJsonOption(json)];
  const files = asked.filter((request) => "path" in request);
  refuseSameFile(files);
  const shown = new Set(asked.flatMap((request) => ("path" in request ? [] : [request.name])));
  const github = shown.delete("github");
  const formats = [...shown].filter(isFormat);
  const terminals = [...shown].filter(isTerminal);
  const [output = null] = formats;
  refuseTogether([...formats, ...(github ? ["github"] : [])], output);
  refuseTogether(terminals, null);
  return output === null
    ? { terminal: terminals[0] ?? "default", screen: "stdout", output, files, github }
    : { terminal: terminals[0] ?? "silent", screen: "stderr", output, files, github };
}

/**
 * Splits a list with commas, for example `line,junit=a.xml`. A part that cannot be the name of a reporter
 * belongs to the path before it: paths may hold commas too.
 */
function splitList(word: string): readonly string[] {
  const parts: string[] = [];
  for (const part of word.split(",")) {
    const last = parts.at(-1);
    if (last?.includes("=") && !startsReporter(part)) {
      parts[parts.length - 1] = `${last},${part}`;
    } else {
      parts.push(part.trimStart());
    }
  }
  return parts;
}

/** A misspelt name starts one too, so that it is refused; after a space only a known name does. */
function startsReporter(part: string): boolean {
  const [name = ""] = part.trimStart().split("=");
  return isFormat(name) || isTerminal(name) || /^[A-Za-z]*(=|$)/.test(part);
}

/** Output of several on one stream could not be separated. */
function refuseTogether(names: readonly string[], format: FormatName | null): void {
  if (names.length > 1) {
    const all = names.join(" and ");
    const advice =
      format === null ? "Remove all but one" : `Give ${format} a file: ${format}=report`;
    throw new UsageError(
      `--reporter: expected one reporter on standard output, found ${all}. ${advice}.`,
    );
  }
}

function parseJsonOption(path: string): ParsedWord {
  if (path === "") {
    throw new UsageError("--json: expected a file, found nothing. - is standard output.");
  }
  return isStandardOutput(path) ? { name: "json" } : { name: "json", path };
}

type ParsedWord = { readonly name: TerminalName | FormatName } | FileRequest;

function parseWord(word: string): ParsedWord {
  const at = word.indexOf("=");
  const name = at < 0 ? word : word.slice(0, at);
  if (!isFormat(name) && !isTerminal(name)) {
    const names = [...terminalNames, ...formatNames].join(", ");
    throw new UsageError(
      `--reporter: expected one of ${names}, found "${name}". Commas separate reporters.`,
    );
  }
  if (at >= 0) {
    return parseFile(name, word.slice(at + 1));
  }
  if (fileOnly.has(name)) {
    throw new UsageError(`--reporter: ${name} needs a file, such as ${name}=report.${name}.`);
  }
  return { name };
}

function parseFile(name: TerminalName | FormatName, path: string): ParsedWord {
  if (path === "") {
    throw new UsageError(`--reporter: expected a file after "${name}=", found nothing.`);
  }
  if (isStandardOutput(path)) {
    return { name };
  }
  if (isTerminal(name) || name === "github") {
    const where = name === "github" ? "the step's log and summary" : "the terminal";
    throw new UsageError(`--reporter: ${name} writes to ${where} only; remove "=${path}".`);
  }
  return { name, path };
}

/** The later one would overwrite the other. */
function refuseSameFile(files: readonly FileRequest[]): void {
  const byPath = Map.groupBy(files, ({ path }) => resolve(path));
  for (const [path, found] of byPath) {
    if (found.length > 1) {
      const names = found.map(({ name }) => name).join(" and ");
      throw new UsageError(
        `--reporter: ${names} would write to the same file, ${path}. Name another file.`,
      );
    }
  }
}

function isFormat(name: string): name is FormatName {
  return (formatNames as readonly string[]).includes(name);
}

function isTerminal(name: string): name is TerminalName {
  return (terminalNames as readonly string[]).includes(name);
}
