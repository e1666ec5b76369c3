import type { Clock } from "../history/clock.ts";
import type { ServerHost, Transport } from "../host/host.ts";
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

/**
 * How long a listener that no process of the implementation holds must stay before it counts, in ms:
 * that of `docker run -p` is held by the engine, and a program that took the port in the same moment
 * makes the implementation exit, which took 2 s on a busy machine.
 */
const otherHolderMs = 3000;

interface ReadinessOptions {
  readonly host: ServerHost;
  readonly port: number;
  readonly transport: Transport;
  /** Called each second while it does not listen. Default: no callback. */
  readonly onWaiting?: ((waitedMs: number) => void) | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Waits until the port is in LISTEN in the server host's socket table, or until a UDP socket has it.
 *
 * @throws {EndpointStartError} if it ends, listens elsewhere, or does not listen in time.
 */
export async function waitUntilListening(
  watched: WatchedProcess,
  implementation: Implementation,
  { host, port, transport, clock, signal, onWaiting }: ReadinessOptions,
): Promise<void> {
  const fromMs = clock.nowMs();
  const deadlineMs = fromMs + implementation.readyTimeoutMs;
  let reportAtMs = fromMs + reportPeriodMs;
  let listeningSinceMs: number | null = null;
  for (;;) {
    if (clock.nowMs() >= reportAtMs) {
      onWaiting?.(clock.nowMs() - fromMs);
      reportAtMs += reportPeriodMs;
    }
    signal.throwIfAborted();
    listeningSinceMs = (await isListening(host, { port, transport }))
      ? (listeningSinceMs ?? clock.nowMs())
      : null;
    const listenedMs = listeningSinceMs === null ? null : clock.nowMs() - listeningSinceMs;
    if (listenedMs !== null && (await isOwn(watched, { host, port, transport, listenedMs }))) {
      return;
    }
    const takenPort = listenedMs === null ? null : port;
    await refuseEnded(watched, implementation, { takenPort, clock, signal });
    if (clock.nowMs() > deadlineMs) {
      throw new EndpointStartError(implementation.name, {
        outcome: "silent",
        port,
        readyTimeoutMs: implementation.readyTimeoutMs,
        transport,
        elsewhere: await watched.process.listeners(transport),
        output: watched.output().text,
      });
    }
    await clock.sleep(readyPauseMs(clock.nowMs() - fromMs), signal);
  }
}

/** A listener on the loopback interface cannot be reached from the other host. */
async function isListening(
  host: ServerHost,
  { port, transport }: Pick<ReadinessOptions, "port" | "transport">,
): Promise<boolean> {
  const all = await host.listeners(transport);
  const listeners = all?.filter((listener) => listener.port === port) ?? [];
  return listeners.some(({ address }) => !host.isolated || !isLoopbackAddress(address));
}

/** Without isolation, any program of this machine may listen on the port. */
async function isOwn(
  { process }: WatchedProcess,
  {
    host,
    port,
    transport,
    listenedMs,
  }: Pick<ReadinessOptions, "host" | "port" | "transport"> & { readonly listenedMs: number },
): Promise<boolean> {
  if (host.isolated || listenedMs >= otherHolderMs) {
    return true;
  }
  return (await process.listeners(transport)).some((listener) => listener.port === port);
}

/** @throws {EndpointStartError} if it could not be run, or is not running any more. */
async function refuseEnded(
  watched: WatchedProcess,
  { name }: Implementation,
  {
    takenPort,
    clock,
    signal,
  }: Pick<ReadinessOptions, "clock" | "signal"> & {
    readonly takenPort: number | null;
  },
): Promise<void> {
  const spawnError = watched.spawnError();
  if (spawnError !== null) {
    throw new EndpointStartError(name, { cause: spawnError, outcome: "not-run" });
  }
  // No outcome means that it is running, so its processes need not be counted.
  const outcome = watched.ended() === null ? null : await watched.outcome();
  if (outcome !== null && outcome.state !== "running") {
    await waitUntilRead(watched, clock, signal);
    const output = watched.output().text;
    throw new EndpointStartError(name, { outcome, takenPort, output });
  }
}
