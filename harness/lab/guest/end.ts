import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { constants } from "node:os";
import { findPanic, type GuestConsole } from "./console.ts";
import { readStatus } from "./window.ts";

/**
 * A dead guest's output is available at once; the limit is for a pipe that something else holds
 * open.
 */
const closeTimeoutMs = 2000;

/** How a guest ended. */
export type GuestEnd =
  /** `status` is that of its command, 0 to 255. */
  | { readonly how: "finished"; readonly status: number }
  | { readonly how: "panicked"; readonly message: string }
  | { readonly how: "killed"; readonly signal: string }
  /** It powered off before its command ended, or did not boot. */
  | { readonly how: "failed"; readonly message: string };

export interface Ending {
  readonly screen: GuestConsole;
  readonly window: string;
}

/** @returns a promise that never rejects. */
export function awaitEnd(
  holder: ChildProcessWithoutNullStreams,
  { screen, window }: Ending,
): Promise<GuestEnd> {
  const { promise, resolve } = Promise.withResolvers<GuestEnd>();
  holder.once("error", (error) => {
    resolve({ how: "failed", message: `it could not be started: ${error.message}` });
  });
  holder.once("exit", () => {
    const timer = setTimeout(() => {
      holder.stdout.destroy();
      holder.stderr.destroy();
    }, closeTimeoutMs);
    holder.once("close", () => clearTimeout(timer));
  });
  holder.once("close", (exitStatus, signal) => {
    const tail = screen.tail();
    const status = readStatus(window);
    const panic = findPanic(tail);
    const killedBy = signal ?? findSignal(exitStatus);
    if (status !== null) {
      resolve({ how: "finished", status });
    } else if (panic !== null) {
      resolve({ how: "panicked", message: panic });
    } else if (killedBy !== null) {
      resolve({ how: "killed", signal: killedBy });
    } else {
      resolve({ how: "failed", message: reasonOfStatus(exitStatus) });
    }
  });
  return promise;
}

/** A shell reports a killed child as a status of 128 plus the signal's number. */
function findSignal(exitStatus: number | null): string | null {
  const number = (exitStatus ?? 0) - 128;
  const entry = Object.entries(constants.signals).find(([, value]) => value === number);
  return entry?.[0] ?? null;
}

function reasonOfStatus(exitStatus: number | null): string {
  return exitStatus === 0
    ? "it powered off before its command had ended"
    : `its holder ended with status ${exitStatus}`;
}

/** @returns the reason why the guest is not running. */
export function describeEnd(end: GuestEnd): string {
  switch (end.how) {
    case "finished":
      return `that it ended with status ${end.status}`;
    case "panicked":
      return `a panic: ${end.message}`;
    case "killed":
      return `that ${end.signal} killed it`;
    case "failed":
      return `that ${end.message}`;
  }
}
