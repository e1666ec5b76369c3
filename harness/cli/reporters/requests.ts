import { resolve } from "node:path";
import { UsageError } from "../exit-status.ts";
import { type FormatName, formatNames, type TerminalName, terminalNames } from "./formats.ts";

/** A format that goes into a file. */
export interface FileRequest {
  readonly name: FormatName;
  readonly path: string;
}

/** Which reporters a command line asks for. */
export interface ReporterRequests {
  readonly terminal: TerminalName;
  /** What goes to standard output instead of the terminal's reporter, or null. */
  readonly output: FormatName | null;
  readonly files: readonly FileRequest[];
  /** Annotations of GitHub Actions beside whatever the terminal shows, and its step summary. */
  readonly github: boolean;
}

/** What is too much for a screen, and of no use there. */
const fileOnly: ReadonlySet<string> = new Set<FormatName>(["html"]);

/**
 * Reads `--reporter` words: names and `name=path`, each word a list with commas. What is asked for
 * on standard output takes the place of the default reporter; files come beside it.
 *
 * @param json the file of `--json`, which is short for `json=file`.
 * @throws {UsageError} for what cannot be had, or not together.
 */
export function readReporterRequests(
  words: readonly string[],
  json: string | undefined,
): ReporterRequests {
  const parsed = words.flatMap((word) => word.split(",")).map(parseWord);
  const inFiles = parsed.filter((one) => "path" in one);
  const files = json === undefined ? inFiles : [...inFiles, { name: "json" as const, path: json }];
  refuseSameFile(files);
  const shown = new Set(parsed.flatMap((one) => ("path" in one ? [] : [one.name])));
  const github = shown.delete("github");
  const [first = "default", ...more] = shown;
  if (more.length > 0 || (github && isFormat(first))) {
    const all = [first, ...more, ...(github ? ["github"] : [])].join(" and ");
    const file = [first, ...more].find(isFormat);
    const advice =
      file === undefined ? "Take all but one away" : `Give ${file} a file: ${file}=report`;
    throw new UsageError(
      `--reporter: expected one reporter on standard output, found ${all}. ${advice}.`,
    );
  }
  return isFormat(first)
    ? { terminal: "silent", output: first, files, github }
    : { terminal: first, output: null, files, github };
}

type ParsedWord = { readonly name: TerminalName | FormatName } | FileRequest;

function parseWord(word: string): ParsedWord {
  const at = word.indexOf("=");
  const name = at < 0 ? word : word.slice(0, at);
  if (!isFormat(name) && !isTerminal(name)) {
    const names = [...terminalNames, ...formatNames].join(", ");
    throw new UsageError(`--reporter: expected one of ${names}, found "${name}".`);
  }
  if (at >= 0) {
    return parseFile(name, word.slice(at + 1));
  }
  if (fileOnly.has(name)) {
    throw new UsageError(`--reporter: ${name} needs a file, such as ${name}=report.${name}.`);
  }
  return { name };
}

function parseFile(name: TerminalName | FormatName, path: string): FileRequest {
  if (path === "") {
    throw new UsageError(`--reporter: expected a file after "${name}=", found nothing.`);
  }
  if (isTerminal(name) || name === "github") {
    const where = name === "github" ? "the log of a step and its summary" : "the terminal";
    throw new UsageError(`--reporter: ${name} is for ${where}; take "=${path}" away.`);
  }
  return { name, path };
}

/** The later one would overwrite the other. */
function refuseSameFile(files: readonly FileRequest[]): void {
  const byPath = Map.groupBy(files, ({ path }) => resolve(path));
  for (const [path, found] of byPath) {
    if (found.length > 1) {
      const names = found.map(({ name }) => name).join(" and ");
      throw new UsageError(`--reporter: ${names} are to be written to the same file, ${path}.`);
    }
  }
}

function isFormat(name: string): name is FormatName {
  return (formatNames as readonly string[]).includes(name);
}

function isTerminal(name: string): name is TerminalName {
  return (terminalNames as readonly string[]).includes(name);
}
