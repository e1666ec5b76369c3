import type { EventEmitter } from "node:events";
import type { PipedChild } from "./host.ts";

/** SIGKILL cannot be refused; this is for a kernel that is slow to end a process. */
const lostAfterMs = 10_000;

export interface EndOptions {
  /** Asks it to end. Default: SIGTERM. */
  readonly ask?: () => void;
  /** Ends it for certain. Default: SIGKILL. */
  readonly kill?: () => void;
  /** Time from asking to killing, in ms. */
  readonly killAfterMs: number;
}

/** A child of this process can be signalled through its handle; for others, name `ask` and `kill`. */
type Child = EventEmitter &
  Pick<PipedChild, "pid" | "exitCode" | "signalCode"> & {
    kill?(name: NodeJS.Signals): boolean;
  };

/**
 * Ends a child process: asks it, kills it if it stays, and waits until it has exited. Does nothing
 * where it never started or has exited, so that it may be called again.
 */
export async function endChild(child: Child, options: EndOptions): Promise<void> {
  if (child.pid === undefined || hasExited(child)) {
    return;
  }
  const ask = options.ask ?? (() => child.kill?.("SIGTERM"));
  const kill = options.kill ?? (() => child.kill?.("SIGKILL"));
  const { promise: over, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  // A child that could not be spawned emits `close` without `exit`, and `error` to its owner.
  child.once("close", () => resolve());
  child.on("error", () => {});
  ask();
  let timer = setTimeout(() => {
    kill();
    timer = setTimeout(resolve, lostAfterMs);
  }, options.killAfterMs);
  await over;
  clearTimeout(timer);
}

export function hasExited({ exitCode, signalCode }: Pick<PipedChild, "exitCode" | "signalCode">) {
  return exitCode !== null || signalCode !== null;
}
