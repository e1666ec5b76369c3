import { once } from "node:events";
import type { Clock } from "../history/clock.ts";
import type { CapturedOutput, ProcessOutcome } from "../history/history.ts";
import type { HostProcess } from "../host/host.ts";
import { captureOutput } from "../host/output-capture.ts";

/** Looking for processes costs 1 ms; a runtime exits within tens of ms. */
const gonePollMs = 4;

/** Pipes close with the last process that holds them; the limit is for one that escaped. */
const outputGraceMs = 200;

/** A started command, and what is known about its end. */
export interface WatchedProcess {
  readonly process: HostProcess;
  readonly output: () => CapturedOutput;
  readonly outcome: () => Promise<ProcessOutcome>;
  /** How the command's own process ended, or null while it runs. */
  readonly ended: () => ProcessOutcome | null;
  /** Set if the command could not be run at all. */
  readonly spawnError: () => Error | null;
  /** All its output has been read. */
  readonly closed: Promise<void>;
}

export function watchProcess(process: HostProcess, clock: Clock): WatchedProcess {
  const { child } = process;
  const output = captureOutput(child.stdout, child.stderr);
  let ended: ProcessOutcome | null = null;
  let spawnError: Error | null = null;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.once("error", (error) => {
    spawnError = error;
  });
  child.once("exit", (status, signal) => {
    const atMs = clock.nowMs();
    ended =
      signal === null
        ? { state: "exited", status: status ?? 0, atMs }
        : {
            state: "killed",
            signal,
            atMs,
            ...(child.outOfMemory === true ? { outOfMemory: true } : {}),
          };
  });
  return {
    process,
    output,
    ended: () => ended,
    spawnError: () => spawnError,
    closed,
    async outcome() {
      const processes = (await process.processes()).length;
      // A server that daemonized has outlived its first process.
      const inBackground = ended?.state === "exited" && ended.status === 0 && processes > 0;
      return ended === null || inBackground ? { state: "running", processes } : ended;
    },
  };
}

/**
 * Waits for the command's own process, then for its remaining processes.
 *
 * @returns whether all of them are gone.
 */
export async function waitUntilGone(
  watched: WatchedProcess,
  clock: Clock,
  limitMs: number,
): Promise<boolean> {
  const { child, processes } = watched.process;
  const limit = AbortSignal.timeout(limitMs);
  if (watched.ended() === null && child.pid !== undefined) {
    await once(child, "exit", { signal: limit }).catch(() => {});
  }
  let isGone = (await processes()).length === 0;
  while (!isGone && !limit.aborted) {
    await clock.sleep(gonePollMs, limit);
    isGone = (await processes()).length === 0;
  }
  return isGone && (child.pid === undefined || watched.ended() !== null);
}

/** The end of its output may still be in the pipe after it has ended. */
export async function waitUntilRead(
  watched: WatchedProcess,
  clock: Clock,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const read = new AbortController();
  await Promise.race([
    watched.closed,
    clock.sleep(outputGraceMs, AbortSignal.any([read.signal, signal])),
  ]);
  read.abort();
}
