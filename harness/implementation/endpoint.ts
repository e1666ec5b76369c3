import type { ProcessHistory, ProcessOutcome, ProcessSample } from "../history/history.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { Implementation } from "./manifest.ts";
import { waitUntilListening } from "./readiness.ts";
import { type StartOptions, spawnImplementation } from "./start-command.ts";
import { stopEndpoint } from "./stop-endpoint.ts";
import { waitUntilGone, watchProcess } from "./watched-process.ts";

/** One running implementation. */
export interface Endpoint extends AsyncDisposable {
  readonly port: number;
  processes(): Promise<readonly number[]>;
  /** The kernel's view of its processes; null if the lab hides them. */
  sample(): Promise<ProcessSample | null>;
  outcome(): Promise<ProcessOutcome>;
  /**
   * Sends a signal: SIGTERM to the command's own process, as a supervisor would, and those that
   * cannot be caught to all its processes.
   */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended, or after `limitMs` milliseconds. */
  awaitExit(limitMs: number): Promise<void>;
  /** Ends it with SIGTERM, then kills remaining processes with SIGKILL. */
  stop(): Promise<ProcessHistory>;
}

/**
 * Starts an implementation and waits until it listens, without spending a connection on it.
 *
 * @throws {EndpointStartError} if it ends, listens elsewhere, or does not listen in time.
 */
export async function startEndpoint(
  implementation: Implementation,
  options: StartOptions,
): Promise<Endpoint> {
  const { host, port, clock } = options;
  const listeners = await host.listeners();
  if (listeners?.some((listener) => listener.port === port)) {
    throw new EndpointStartError(implementation.name, { found: "port-taken", port });
  }
  const process = spawnImplementation(implementation, options);
  const watched = watchProcess(process, clock);
  let stopped: Promise<ProcessHistory> | undefined;
  const stop = () => {
    stopped ??= stopEndpoint(watched, clock);
    return stopped;
  };
  await using starting = new AsyncDisposableStack();
  starting.defer(async () => {
    await stop();
  });
  await process.started;
  await waitUntilListening(watched, implementation, options);
  const owned = starting.move();
  return {
    port,
    processes: process.processes,
    sample: process.sample,
    outcome: watched.outcome,
    signal: (name) => (name === "SIGTERM" ? process.signal(name) : process.signalAll(name)),
    awaitExit: (limitMs) => waitUntilGone(watched, clock, limitMs),
    stop,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
