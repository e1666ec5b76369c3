import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { chooseImplementations } from "../choose/implementations.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { launcher } from "../invocation.ts";
import { longSpelling, type RunFlags } from "../options/run-flags.ts";
import { runOptions } from "../options/run-options.ts";
import { readReporterRequests } from "../reporters/requests.ts";
import { changedFiles, type Snapshot, takeSnapshot, type Watched } from "./snapshot.ts";

/** How often files are looked at while nothing runs. */
const periodMs = 300;

/**
 * Grades again and again: at once, and whenever files of the server have changed. Each time in a process of its
 * own, which reads scenarios, protocols and the configuration anew. While one runs, nothing is looked at.
 *
 * @returns the status of an interruption: nothing else ends it.
 * @throws {UsageError} where there is nothing to watch.
 */
export async function runWatching(
  names: readonly string[],
  command: readonly string[] | null,
  { words, flags, signal }: Watching,
): Promise<ExitStatus> {
  refuseUnwatchable(flags);
  const watched = watchedOf(names, command, flags);
  let before = takeSnapshot(watched);
  if (before.size === 0) {
    throw new UsageError(
      `--watch: expected source files of the server in ${watched.folders.join(" and ")}, found none.`,
    );
  }
  let round = without("--watch", words);
  while (!signal.aborted) {
    await runOnce(round, signal);
    if (!signal.aborted) {
      console.error(`Watching ${counted(before.size)} for changes; Ctrl-C ends.`);
    }
    const after = await nextChange(before, watched, signal);
    const changed = changedFiles(before, after).map((file) => relative(".", file));
    if (changed.length > 0) {
      console.error(`\nchanged: ${changed.join(", ")}`);
    }
    before = after;
    // One tab of a browser is enough.
    round = without("--open", round);
  }
  return exitStatus.interrupted;
}

/** What is graded again. */
export interface Watching {
  /** The command line, from the command's name on. */
  readonly words: readonly string[];
  readonly flags: RunFlags;
  readonly signal: AbortSignal;
}

/** Options beside which there is nothing that could be graded again. */
const unwatchable = ["address", "image", "resume", "list", "updateBaseline"] as const;

function refuseUnwatchable(flags: RunFlags): void {
  const found = unwatchable.filter((name) => flags[name] !== undefined);
  if (found.length > 0) {
    const spelled = found.map((name) => longSpelling(runOptions[name])).join(" and ");
    throw new UsageError(
      `--watch: expected a server whose files are here, found ${spelled}. Use one of them.`,
    );
  }
}

function watchedOf(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): Watched {
  const implementations = chooseImplementations(names, command, flags);
  const folders = [...new Set(implementations.map(({ folder }) => folder))];
  const { files } = readReporterRequests(flags.reporter ?? [], flags.json);
  return {
    folders,
    files: implementations.flatMap(({ folder, command: start }) =>
      start.map((word) => resolve(folder, word)).filter(isFile),
    ),
    ignored: [resolve(flags.output), ...files.map(({ path }) => resolve(path))],
  };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** What stands behind `--` is the server's. */
function without(option: string, words: readonly string[]): readonly string[] {
  const separator = words.indexOf("--");
  const end = separator < 0 ? words.length : separator;
  return words.filter((word, index) => word !== option || index > end);
}

/** Lets the process end by itself when it is interrupted: it stores what it has. */
async function runOnce(words: readonly string[], signal: AbortSignal): Promise<void> {
  const program = launcher();
  // In a process group of its own, so that Ctrl-C reaches it once: from here.
  const child = spawn(process.execPath, [program, ...words], { stdio: "inherit", detached: true });
  const interrupt = () => child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    await once(child, "exit");
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/**
 * Waits until files have changed, and then until they stay as they are: a compiler takes its time.
 *
 * @returns the files as they are then, or when the signal came.
 */
async function nextChange(
  before: Snapshot,
  watched: Watched,
  signal: AbortSignal,
): Promise<Snapshot> {
  let last = before;
  while (!signal.aborted) {
    const after = takeSnapshot(watched);
    if (changedFiles(before, after).length > 0 && changedFiles(last, after).length === 0) {
      return after;
    }
    last = after;
    await setTimeout(periodMs, undefined, { signal }).catch(() => {});
  }
  return before;
}

function counted(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}
