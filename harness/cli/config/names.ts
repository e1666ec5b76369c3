import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { messageOf } from "../../host/message-of.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { nearestName } from "../../scenario/nearest-name.ts";
import { bundledNames } from "../choose/bundled-names.ts";
import { readReporterRequests } from "../reporters/requests.ts";
import type { SockspecConfig } from "./config.ts";

export interface NameProblem {
  readonly path: readonly PropertyKey[];
  readonly what: string;
}

/** Checks that what a configuration names is there; the schema knows only what kind of thing it is. */
export function problemsWithNames(config: SockspecConfig, file: string): readonly NameProblem[] {
  const near = (path: string) => fromHere(path, file);
  const each = (key: keyof SockspecConfig, whyNot: (word: string) => string | null) => {
    const given = config[key];
    const words = Array.isArray(given) ? (given as readonly string[]) : [];
    return words.flatMap((word, index) => problem([key, index], whyNot(word)));
  };
  return [
    ...each("implementations", (word) => whyNoImplementation(word, near)),
    ...each("networks", (word) => complaintOf(() => chooseNetworks([networkFromHere(word, file)]))),
    ...problem(["scenarios"], whyNoFolder(config.scenarios, near)),
    ...each("protocols", (word) =>
      existsSync(near(word)) ? null : `expected a module, found none at ${near(word)}`,
    ),
    ...each("reporters", (word) => complaintOf(() => readReporterRequests([word], undefined))),
    ...problem(
      ["reporters"],
      complaintOf(() => readReporterRequests(reportersThatAre(config), undefined)),
    ),
  ];
}

function problem(path: readonly PropertyKey[], what: string | null): readonly NameProblem[] {
  return what === null ? [] : [{ path, what }];
}

/** Those that are wrong by themselves have been reported. */
function reportersThatAre({ reporters = [] }: SockspecConfig): readonly string[] {
  return reporters.filter(
    (word) => complaintOf(() => readReporterRequests([word], undefined)) === null,
  );
}

function whyNoImplementation(word: string, near: (path: string) => string): string | null {
  const bundled = bundledNames();
  if (bundled.includes(word) || existsSync(near(word))) {
    return null;
  }
  const close = nearestName(word, bundled);
  const advice = close === null ? "" : ` Did you mean "${close}"?`;
  return `expected the folder of an impl.json or the name of a bundled implementation, found "${word}".${advice}`;
}

function whyNoFolder(folder: string | undefined, near: (path: string) => string): string | null {
  const isThere =
    folder === undefined ||
    statSync(near(folder), { throwIfNoEntry: false })?.isDirectory() === true;
  return isThere ? null : `expected a folder, found none at ${near(folder)}`;
}

/** @returns why a word is refused, without the option that other callers take it from; or null. */
function complaintOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return messageOf(error)
      .replace(/^--\w+: /, "")
      .replaceAll(/\n\s*/g, " ");
  }
}

/**
 * @param path relative to the configuration file.
 * @returns the same, relative to the working folder.
 */
export function fromHere(path: string, file: string): string {
  return isAbsolute(path) ? path : relative(".", resolve(dirname(file), path)) || ".";
}

/** Files are relative to the configuration; names and settings stay as they are. */
export function networkFromHere(word: string, file: string): string {
  return word.trim().endsWith(".json") ? fromHere(word.trim(), file) : word;
}
