import { statSync } from "node:fs";
import { extname } from "node:path";
import { findProgram } from "../../host/find-program.ts";
import { shellWord } from "../../host/shell-word.ts";
import { invocation } from "../invocation.ts";
import { bundledNames } from "./bundled-names.ts";

export interface TypedNames {
  /** The words that name implementations. */
  readonly names: readonly string[];
  /** The environment's PATH. */
  readonly path: string;
  /** The working directory. */
  readonly folder: string;
}

/** Programs that run a script or a project, whether or not they are installed here. */
const launchers = new Set(
  "cargo dart dotnet elixir go java julia lua mono npm perl php pypy3 python python3 Rscript ruby sbcl swift".split(
    " ",
  ),
);

/** Endings of files that such programs run. */
const scriptEndings = new Set(
  ".class .cjs .dll .ex .exs .go .jar .jl .js .lisp .lua .mjs .php .pl .py .R .rb .rs .sh .swift .ts".split(
    " ",
  ),
);

/**
 * Explains names that are a command without its `--`, such as `python3 server.py`.
 *
 * @param name the one among them that names no implementation.
 * @returns a sentence, or null where neither that name nor the words beside it are of a command.
 */
export function whySeparatorMissing(name: string, typed: TypedNames): string | null {
  const { names } = typed;
  const what = kindOfWord(name, typed);
  if (what === null) {
    return null;
  }
  const words = names.map((word, index) => (index === 0 && isPlainFile(word) ? here(word) : word));
  const filled = withPort(words);
  const again = invocation().map(shellWord).join(" ");
  return (
    `Expected an implementation by name or by the folder of its impl.json, found ${what}, "${name}". ` +
    `A command goes after --: ${again} run -- ${filled.map(shellWord).join(" ")}`
  );
}

/** The words with `{port}`, unless they have `{socket}`: in place of a number that may be one, else at the end. */
function withPort(words: readonly string[]): readonly string[] {
  if (words.some((word) => word.includes("{port}") || word.includes("{socket}"))) {
    return words;
  }
  const ofPort = words.findLastIndex(isPort);
  return ofPort < 0 ? [...words, "{port}"] : words.with(ofPort, "{port}");
}

function isPort(word: string): boolean {
  return /^\d{2,5}$/.test(word);
}

function kindOfWord(name: string, { names, path, folder }: TypedNames): string | null {
  if (isPlainFile(name) && !name.endsWith(".json")) {
    return "a file";
  }
  if (!name.includes("/") && findProgram(name, folder, path) !== null) {
    return "a program";
  }
  const isCommand = launchers.has(names[0] ?? "") || names.some(isOfCommand);
  return isCommand && !isFolder(name) ? "a word of a command" : null;
}

/** Whether nobody would name an implementation so: a script, a port, or what stands for one. */
function isOfCommand(word: string): boolean {
  return (
    scriptEndings.has(extname(word)) || /^\d+$/.test(word) || /\{(host|port|socket)\}/.test(word)
  );
}

/**
 * The same for a command with options, such as `python3 -u server.py`, where one of them is unknown
 * here.
 *
 * @param words the words after `run`.
 * @param takesValue whether the next word is the value of such an option.
 */
export function whySeparatorMissingBeforeOptions(
  words: readonly string[],
  takesValue: (option: string) => boolean,
  place: Pick<TypedNames, "path" | "folder">,
): string | null {
  const start = words.findIndex(
    (word, index) => !word.startsWith("-") && !takesValue(words[index - 1] ?? ""),
  );
  const names = words.slice(Math.max(0, start));
  const [name] = names;
  const hasScript = names
    .slice(1)
    .some(
      (word) => scriptEndings.has(extname(word)) || (isPlainFile(word) && !word.endsWith(".json")),
    );
  if (name === undefined || start < 0 || (bundledNames().includes(name) && !hasScript)) {
    return null;
  }
  return whySeparatorMissing(name, { names, ...place });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A program without a slash would be looked for on PATH. */
function here(file: string): string {
  return file.includes("/") ? file : `./${file}`;
}
