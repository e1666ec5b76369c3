import type { Clock } from "../history/clock.ts";
import type { ProcessHistory, ProcessOutcome, ProcessSample } from "../history/history.ts";
import type { HostProcess, ServerHost, SpawnOptions } from "../host/host.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { Implementation } from "./manifest.ts";
import { usesSocket } from "./placeholders.ts";
import { isAt, waitUntilListening } from "./readiness.ts";
import { spawnCommand } from "./spawn-command.ts";
import { transportOf } from "./spoken.ts";
import { stopEndpoint } from "./stop-endpoint.ts";
import { waitUntilGone, watchProcess } from "./watched-process.ts";

/** The group that servers with the claim `multicast` join: RFC 2365 §6.2, organization-local scope. */
export const multicastGroup = "239.192.18.1";

/** The same over IPv6: RFC 4291 §2.7, not permanently assigned, organization-local scope. */
export const multicastGroupIpv6 = "ff18::18:1";

/** The server behind a proxy, as the proxy reaches it. */
export interface UpstreamAddress {
  readonly host: string;
  readonly port: number;
}

export interface StartOptions {
  readonly host: ServerHost;
  readonly port: number;
  /** The path, or the abstract name as `@name`, where one on a Unix-domain socket listens. Default: none. */
  readonly socket?: string;
  readonly scenarioId: string;
  /** Where a proxy passes connections on to. Default: it is none. */
  readonly upstream?: UpstreamAddress;
  /** Default: the implementation's first protocol. */
  readonly protocol?: string;
  /** How the scenario requires it to be started. Default: as an ordinary process. */
  readonly start?: Pick<
    SpawnOptions,
    "descriptorLimit" | "asInit" | "output" | "nameServer" | "systemCallsFile"
  >;
  readonly environment: Readonly<Record<string, string>>;
  /** Called each second while it does not listen. Default: no callback. */
  readonly onWaiting?: (waitedMs: number) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One running implementation. */
export interface Endpoint extends AsyncDisposable {
  readonly port: number;
  /** When its command was started, in ms on the case's clock. */
  readonly startedAtMs: number;
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
 * Starts an implementation, and a second time if it was late: a first start fills caches, so the
 * second one may be fast enough. A JVM took 8 s, then 0.2 s.
 *
 * @throws {EndpointStartError} as {@link startEndpoint} does.
 */
export async function startColdEndpoint(
  implementation: Implementation,
  options: StartOptions,
): Promise<Endpoint> {
  try {
    return await startEndpoint(implementation, options);
  } catch (error) {
    if (error instanceof EndpointStartError && error.isLate) {
      return await startEndpoint(implementation, options);
    }
    throw error;
  }
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
  const { host, port, socket, clock } = options;
  const transport = transportOf(implementation, protocolOf(implementation, options));
  const listeners = await host.listeners(transport);
  if (listeners?.some((listener) => isAt(listener, { port, socket }))) {
    throw new EndpointStartError(implementation.name, { outcome: "taken", port, socket });
  }
  const startedAtMs = clock.nowMs();
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
  await waitUntilListening(watched, implementation, { ...options, transport });
  const owned = starting.move();
  return {
    port,
    startedAtMs,
    processes: process.processes,
    sample: process.sample,
    outcome: watched.outcome,
    signal: (name) => (name === "SIGTERM" ? process.signal(name) : process.signalAll(name)),
    async awaitExit(limitMs) {
      await waitUntilGone(watched, clock, limitMs);
    },
    stop,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts the command without waiting for anything. */
export function spawnImplementation(
  implementation: Implementation,
  options: StartOptions,
): HostProcess {
  const values = placeholderValues(implementation, options);
  const told = endpointEnvironment(implementation, options, values);
  return spawnCommand(implementation, options, { values, told });
}

/** A server that claims both address families gets the wildcard address of both. */
function placeholderValues(
  implementation: Implementation,
  { port, socket = "", upstream }: Pick<StartOptions, "port" | "socket" | "upstream">,
) {
  const host = implementation.claims.includes("dual-stack") ? "::" : "0.0.0.0";
  return {
    host,
    port: String(port),
    listenHost: host,
    listenPort: String(port),
    upstreamHost: upstream?.host ?? "",
    upstreamPort: String(upstream?.port ?? ""),
    socket,
    maxFrame: String(implementation.maxFrameBytes),
    group: multicastGroup,
    groupIpv6: multicastGroupIpv6,
  };
}

function protocolOf(
  { protocols }: Implementation,
  { protocol }: Pick<StartOptions, "protocol">,
): string {
  return protocol ?? protocols[0] ?? "framed";
}

function endpointEnvironment(
  implementation: Implementation,
  options: StartOptions,
  values: ReturnType<typeof placeholderValues>,
) {
  const place = usesSocket(implementation)
    ? { SOCKSPEC_SOCKET: values.socket }
    : { SOCKSPEC_HOST: values.host, SOCKSPEC_PORT: values.port };
  return {
    ...place,
    ...(options.upstream === undefined ? {} : proxyEnvironment(values)),
    SOCKSPEC_MAX_FRAME: values.maxFrame,
    SOCKSPEC_PROTOCOL: protocolOf(implementation, options),
    ...(implementation.claims.includes("multicast")
      ? { SOCKSPEC_GROUP: values.group, SOCKSPEC_GROUP_IPV6: values.groupIpv6 }
      : {}),
    SOCKSPEC_SCENARIO: options.scenarioId,
  };
}

function proxyEnvironment(values: ReturnType<typeof placeholderValues>) {
  return {
    SOCKSPEC_LISTEN_HOST: values.listenHost,
    SOCKSPEC_LISTEN_PORT: values.listenPort,
    SOCKSPEC_UPSTREAM_HOST: values.upstreamHost,
    SOCKSPEC_UPSTREAM_PORT: values.upstreamPort,
  };
}
