import { type ChildProcess, spawn } from "node:child_process";
import { endChild } from "./end-child.ts";

/** For whoever tidies up on SIGTERM. */
const killAfterMs = 1000;

/** A build that prints more has gone wrong. */
const outputBytesMax = 16 * 2 ** 20;

export interface ProgramOptions {
  /** All of its environment, `PATH` for finding it included. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default: that of this process. */
  readonly cwd?: string;
  /** What it reads on its standard input. Default: nothing. */
  readonly input?: string;
  /** Longest that it may take, in ms. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** What a program printed before it ended with status 0. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

interface Found {
  /** How it ended, such as `it ended with status 1`. */
  readonly how: string;
  /** What it printed on its standard error. */
  readonly stderr: string;
  /** Why it could not be run. */
  readonly cause: Error | undefined;
}

/** A program could not be run, or failed. Whoever runs it says what that means and what to do. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly code = "PROGRAM_FAILED";
  /** What it printed on its standard error. */
  readonly stderr: string;
  /** What it complained of, or else how it ended. */
  readonly complaint: string;

  constructor(words: readonly string[], { how, stderr, cause }: Found) {
    super(cause?.message ?? `Command failed: ${words.join(" ")}\n${stderr || how}`, { cause });
    this.stderr = stderr;
    this.complaint = cause === undefined ? stderr.trim() || how : String(cause);
  }
}

/**
 * Runs a program to its end: the one way in which short system commands are run. Processes that
 * live, and the host process of a lab, are spawned by what owns them.
 *
 * zx follows the process and gathers its output. By itself it starts each program through bash, which
 * is one process more; here it is handed the child, so that no shell reads any word. Medians of seven
 * rounds of 200 times `true`, in ms per program, on two idle cores:
 *
 *                                 elapsed   CPU here   CPU of children
 *     child_process, by hand          2.3        1.2               1.3
 *     zx through bash                 4.1        2.4               2.2
 *     zx as used here                 3.0        1.8               1.4
 *
 * So the 15 or so programs with which a lab opens take 10 ms more. zx itself loads in 20 ms, when the
 * first program is run and not before.
 *
 * @throws {ProgramError} when it cannot be run, fails, takes too long or prints too much.
 * @throws the signal's reason when that is aborted.
 */
export async function runProgram(
  words: readonly string[],
  options: ProgramOptions,
): Promise<ProgramOutput> {
  options.signal?.throwIfAborted();
  const { $, quote } = await import("zx/core");
  const stopping = new AbortController();
  const { signal } = stopping;
  const abort = () => stopping.abort("it was interrupted");
  options.signal?.addEventListener("abort", abort);
  const seconds = options.timeoutMs / 1000;
  const timer = setTimeout(
    () => stopping.abort(`it did not end within ${seconds} s`),
    options.timeoutMs,
  );
  const store = { stdout: [] as Buffer[], stderr: [] as Buffer[], stdall: [] };
  try {
    const run = $({
      env: options.environment,
      nothrow: true,
      quiet: true,
      verbose: false,
      // Named here, as zx takes its defaults from ZX_ variables, and from bash if it finds one.
      shell: true,
      quote,
      prefix: "",
      postfix: "",
      preferLocal: false,
      detached: false,
      cwd: options.cwd ?? process.cwd(),
      timeout: 0,
      ...(options.input ? { input: options.input } : {}),
      stdio: [options.input ? "pipe" : "ignore", "pipe", "pipe"],
      signal,
      store,
      spawn: spawnInstead(words, stopping),
    });
    const { exitCode, signal: name, cause } = await run`${words}`;
    options.signal?.throwIfAborted();
    const stdout = Buffer.concat(store.stdout).toString();
    const stderr = Buffer.concat(store.stderr).toString();
    if (exitCode !== 0 || cause !== null || signal.aborted) {
      const how = signal.aborted ? signal.reason : `it ended with ${name ?? `status ${exitCode}`}`;
      throw new ProgramError(words, { how, stderr, cause: cause ?? undefined });
    }
    return { stdout, stderr };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
  }
}

/** @returns what zx calls to start its shell: it starts the program itself, and can end it. */
function spawnInstead([program = "", ...words]: readonly string[], stopping: AbortController) {
  const start = (_line: string, _words: readonly string[], options: object): ChildProcess => {
    // In a process group of its own: what it starts, as make and shells do, ends with it.
    const own = { ...options, shell: false, detached: true, signal: undefined };
    const child = spawn(program, words, own);
    const end = () => void endGroup(child);
    stopping.signal.addEventListener("abort", end);
    child.stdin?.on("error", () => {});
    let printedBytes = 0;
    const count = ({ length }: Buffer) => {
      printedBytes += length;
      if (printedBytes > outputBytesMax) {
        stopping.abort(`it printed more than ${outputBytesMax} bytes`);
      }
    };
    child.stdout?.on("data", count);
    child.stderr?.on("data", count);
    return child;
  };
  return start as typeof spawn;
}

async function endGroup(child: ChildProcess): Promise<void> {
  const signalGroup = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // All of the group have ended.
    }
  };
  await endChild(child, {
    ask: () => signalGroup("SIGTERM"),
    kill: () => signalGroup("SIGKILL"),
    killAfterMs,
  });
}
