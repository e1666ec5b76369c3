import { statSync } from "node:fs";
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

/**
 * Explains names that are a command without its `--`, such as `python3 server.py`.
 *
 * @param name the one among them that names no implementation.
 * @returns a sentence, or null where it is no program either.
 */
export function whySeparatorMissing(name: string, typed: TypedNames): string | null {
  const { names, path, folder } = typed;
  const isFile = isPlainFile(name) && !name.endsWith(".json");
  if (!isFile && (name.includes("/") || findProgram(name, folder, path) === null)) {
    return null;
  }
  const what = isFile ? "a file" : "a program";
  const words = names.map((word, index) => (index === 0 && isPlainFile(word) ? here(word) : word));
  const filled = words.some((word) => word.includes("{port}")) ? words : [...words, "{port}"];
  const again = invocation().map(shellWord).join(" ");
  return (
    `Expected an implementation by name or by the folder of its impl.json, found ${what}, "${name}". ` +
    `A command goes after --: ${again} run -- ${filled.map(shellWord).join(" ")}`
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
  const hasScript = names.slice(1).some((word) => isPlainFile(word) && !word.endsWith(".json"));
  if (name === undefined || start < 0 || (bundledNames().includes(name) && !hasScript)) {
    return null;
  }
  return whySeparatorMissing(name, { names, ...place });
}

function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A program without a slash would be looked for on PATH. */
function here(file: string): string {
  return file.includes("/") ? file : `./${file}`;
}
