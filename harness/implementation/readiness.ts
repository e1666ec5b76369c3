import type { Clock } from "../history/clock.ts";
import type { Listener, ServerHost, Transport } from "../host/host.ts";
import { isLoopbackAddress } from "../host/loopback-address.ts";
import { isSocketAt } from "../host/socket-folder.ts";
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
  /** The path or abstract name (`@name`) of its Unix-domain socket; absent for one with a port. */
  readonly socket?: string | undefined;
  readonly transport: Transport;
  /** Called each second while it does not listen. Default: no callback. */
  readonly onWaiting?: ((waitedMs: number) => void) | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Place = Pick<ReadinessOptions, "port" | "socket" | "transport">;

/**
 * @returns whether a listener is at the place. A server may have filled up its abstract name with
 *   NULs, each of which the kernel shows as `@`.
 */
export function isAt(listener: Listener, { port, socket }: Omit<Place, "transport">): boolean {
  return socket === undefined
    ? listener.port === port
    : listener.address === socket ||
        (socket.startsWith("@") && listener.address.replace(/@+$/, "") === socket);
}

/**
 * Waits until the port is in LISTEN in the server host's socket table, until a UDP socket has it, or until
 * a Unix-domain socket listens at the path.
 *
 * @throws {EndpointStartError} if it ends, listens elsewhere, or does not listen in time.
 */
export async function waitUntilListening(
  watched: WatchedProcess,
  implementation: Implementation,
  { host, port, socket, transport, clock, signal, onWaiting }: ReadinessOptions,
): Promise<void> {
  const place = { port, socket, transport };
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
    listeningSinceMs = (await isListening(host, watched, place))
      ? (listeningSinceMs ?? clock.nowMs())
      : null;
    const listenedMs = listeningSinceMs === null ? null : clock.nowMs() - listeningSinceMs;
    if (listenedMs !== null && (await isOwn(watched, { host, ...place, listenedMs }))) {
      return;
    }
    const taken = listenedMs === null ? null : place;
    await refuseEnded(watched, implementation, { taken, clock, signal });
    if (clock.nowMs() > deadlineMs) {
      throw new EndpointStartError(implementation.name, {
        outcome: "silent",
        ...place,
        readyTimeoutMs: implementation.readyTimeoutMs,
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
  watched: WatchedProcess,
  place: Place,
): Promise<boolean> {
  const all = await host.listeners(place.transport);
  const listeners = all?.filter((listener) => isAt(listener, place)) ?? [];
  return (
    listeners.some(({ address }) => !host.isolated || !isLoopbackAddress(address)) ||
    (await isRenamed(watched, place))
  );
}

/**
 * Whether it listens at a path that it bound under another name and renamed, which the kernel still
 * shows: so a server sets the mode of the file before any client sees it.
 */
async function isRenamed({ process }: WatchedProcess, { socket }: Place): Promise<boolean> {
  return socket !== undefined && isSocketAt(socket) && (await process.listeners("unix")).length > 0;
}

/** Without isolation, any program of this machine may listen on the port. */
async function isOwn(
  watched: WatchedProcess,
  {
    host,
    listenedMs,
    ...place
  }: Place & Pick<ReadinessOptions, "host"> & { readonly listenedMs: number },
): Promise<boolean> {
  if (host.isolated || listenedMs >= otherHolderMs) {
    return true;
  }
  const own = await watched.process.listeners(place.transport);
  return own.some((listener) => isAt(listener, place)) || (await isRenamed(watched, place));
}

/** @throws {EndpointStartError} if it could not be run, or is not running any more. */
async function refuseEnded(
  watched: WatchedProcess,
  { name }: Implementation,
  {
    taken,
    clock,
    signal,
  }: Pick<ReadinessOptions, "clock" | "signal"> & {
    /** The place, if another program listened there at the time. */
    readonly taken: Place | null;
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
    const takenPort = taken === null || taken.socket !== undefined ? null : taken.port;
    throw new EndpointStartError(name, { outcome, takenPort, output });
  }
}
