import type { Clock } from "../history/clock.ts";
import type { ServerHost } from "../host/host.ts";
import { isLoopbackAddress } from "../host/loopback-address.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { Implementation } from "./manifest.ts";
import { type WatchedProcess, waitUntilRead } from "./watched-process.ts";

/** LISTEN was seen 5 to 80 ms after the start; looking costs 50 to 200 µs. */
const readyPollMs = { least: 4, most: 16 };

/** Looks more seldom at what takes longer: a look is late by a quarter of the time at most. */
function readyPauseMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 4, readyPollMs.least), readyPollMs.most);
}

/** How often to report that a server is still awaited, in ms. */
const reportPeriodMs = 1000;

interface ReadinessOptions {
  readonly host: ServerHost;
  readonly port: number;
  /** Called each second while it does not listen. Default: no callback. */
  readonly onWaiting?: ((waitedMs: number) => void) | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Waits until the port is in LISTEN in the server host's socket table.
 *
 * @throws {EndpointStartError} if it ends, listens elsewhere, or does not listen in time.
 */
export async function waitUntilListening(
  watched: WatchedProcess,
  implementation: Implementation,
  { host, port, clock, signal, onWaiting }: ReadinessOptions,
): Promise<void> {
  const fromMs = clock.nowMs();
  const deadlineMs = fromMs + implementation.readyTimeoutMs;
  let reportAtMs = fromMs + reportPeriodMs;
  for (;;) {
    if (clock.nowMs() >= reportAtMs) {
      onWaiting?.(clock.nowMs() - fromMs);
      reportAtMs += reportPeriodMs;
    }
    signal.throwIfAborted();
    if (await isListening(host, port)) {
      return;
    }
    const spawnError = watched.spawnError();
    if (spawnError !== null) {
      throw new EndpointStartError(implementation.name, { cause: spawnError, outcome: "not-run" });
    }
    // No outcome means that it is running, so its processes need not be counted.
    const outcome = watched.ended() === null ? null : await watched.outcome();
    if (outcome !== null && outcome.state !== "running") {
      await waitUntilRead(watched, clock, signal);
      throw new EndpointStartError(implementation.name, {
        outcome,
        output: watched.output().text,
      });
    }
    if (clock.nowMs() > deadlineMs) {
      throw new EndpointStartError(implementation.name, {
        outcome: "silent",
        port,
        readyTimeoutMs: implementation.readyTimeoutMs,
        elsewhere: await watched.process.listeners(),
        output: watched.output().text,
      });
    }
    await clock.sleep(readyPauseMs(clock.nowMs() - fromMs), signal);
  }
}

/** A listener on the loopback interface cannot be reached from the other host. */
async function isListening(host: ServerHost, port: number): Promise<boolean> {
  const all = await host.listeners();
  const listeners = all?.filter((listener) => listener.port === port) ?? [];
  return listeners.some(({ address }) => !host.isolated || !isLoopbackAddress(address));
}
