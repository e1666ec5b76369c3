import { readdirSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";

/** The files of a server, each with what changes when it is written, by absolute path. */
export type Snapshot = ReadonlyMap<string, string>;

/** What to look at. */
export interface Watched {
  /** Absolute. */
  readonly folders: readonly string[];
  /** Files that count whatever they are called: a program that is compiled elsewhere. Absolute. */
  readonly files: readonly string[];
  /** Folders and files that a run writes to. Absolute. */
  readonly ignored: readonly string[];
}

/** A server writes other files itself: logs, data, what it is compiled to. */
const sources = new Set(
  (
    ".c .cc .cjs .cpp .cs .cts .cxx .dart .ex .exs .go .h .hpp .java .jl .js .json .jsx .kt .lua .mjs .mk .mts " +
    ".php .pl .py .rb .rs .scala .sh .swift .toml .ts .tsx .yaml .yml .zig"
  ).split(" "),
);

/** Folders of tools, which are large and change by themselves. Those that begin with a dot are left out, too. */
const foreign = new Set(["node_modules", "__pycache__", "target", "venv"]);

/** @returns the state of the sources of a server. Files that vanish meanwhile are left out. */
export function takeSnapshot({ folders, files, ignored }: Watched): Snapshot {
  const found = new Map<string, string>();
  const isIgnored = (path: string) => ignored.includes(path);
  const take = (file: string) => {
    const state = statSync(file, { throwIfNoEntry: false });
    if (state?.isFile() === true && !isIgnored(file)) {
      found.set(file, `${state.mtimeMs} ${state.size}`);
    }
  };
  for (const folder of folders) {
    sourcesIn(resolve(folder), isIgnored).forEach(take);
  }
  files.forEach(take);
  return found;
}

function sourcesIn(folder: string, isIgnored: (path: string) => boolean): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isForeign = entry.name.startsWith(".") || foreign.has(entry.name) || isIgnored(path);
      return isForeign ? [] : sourcesIn(path, isIgnored);
    }
    return sources.has(extname(entry.name)) || entry.name === "Makefile" ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It has just been removed.
    return [];
  }
}

/** @returns the files that are new, gone or different, in alphabetical order. */
export function changedFiles(before: Snapshot, after: Snapshot): readonly string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((file) => before.get(file) !== after.get(file)).sort();
}
