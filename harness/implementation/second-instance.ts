import { once } from "node:events";
import type { SecondInstance } from "../history/history.ts";
import { captureOutput } from "../host/output-capture.ts";
import { isSocketAt } from "../host/socket-folder.ts";
import { type StartOptions, spawnImplementation } from "./endpoint.ts";
import type { Implementation } from "./manifest.ts";

/**
 * Starts an implementation on a port or path in use, or on a path that may not do, waits until it gives
 * up, and ends it.
 */
export async function startSecondInstance(
  implementation: Implementation,
  options: StartOptions,
  deadlineMs: number,
): Promise<SecondInstance> {
  const { clock, socket } = options;
  const startedAtMs = clock.nowMs();
  const { child, killOwn } = spawnImplementation(implementation, options);
  const output = captureOutput(child.stdout, child.stderr);
  const ended = once(child, "close");
  const limit = AbortSignal.any([options.signal, AbortSignal.timeout(deadlineMs)]);
  const inTime = await Promise.race([
    ended.then(() => true),
    once(limit, "abort").then(() => false),
  ]);
  const atMs = clock.nowMs();
  const place = socket === undefined ? {} : { socketThere: isSocketAt(socket) };
  if (!inTime) {
    killOwn();
    await ended;
    const outcome = { state: "running", processes: 1 } as const;
    return { atMs: startedAtMs, outcome, output: output(), ...place };
  }
  const outcome =
    child.signalCode === null
      ? ({ state: "exited", status: child.exitCode ?? 0, atMs } as const)
      : ({ state: "killed", signal: child.signalCode, atMs } as const);
  return { atMs: startedAtMs, outcome, output: output(), ...place };
}
