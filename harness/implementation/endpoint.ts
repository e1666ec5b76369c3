import { once } from "node:events";
import type { Clock } from "../history/clock.ts";
import type { CapturedOutput, ProcessHistory, ProcessOutcome } from "../history/history.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { HostProcess, ServerHost, SpawnOptions } from "./host.ts";
import type { Implementation } from "./manifest.ts";
import { captureOutput } from "./output-capture.ts";

/** LISTEN was seen 5 to 80 ms after the start; looking costs 50 µs. */
const readyPollMs = 4;

/** Time between SIGTERM and SIGKILL. The slowest bundled runtime took 25 ms to leave. */
const stopGraceMs = 1000;

/** SIGKILL cannot be refused; this is for a kernel that is slow to tell. */
const killGraceMs = 5000;

/** Pipes close with the last process that holds them; this is for one that escaped. */
const outputGraceMs = 200;

export interface StartOptions {
  readonly host: ServerHost;
  readonly port: number;
  readonly scenarioId: string;
  /** How a scenario wants it started. Default: as any process. */
  readonly start?: Pick<SpawnOptions, "descriptorLimit" | "asInit">;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One running implementation. */
export interface Endpoint extends AsyncDisposable {
  readonly port: number;
  processes(): readonly number[];
  outcome(): ProcessOutcome;
  /**
   * Sends a signal: SIGTERM to the command's own process, as a supervisor would, those that cannot
   * be caught to every process of it.
   */
  signal(name: NodeJS.Signals): void;
  /** Ends when the process has, or after `limitMs` milliseconds. */
  awaitExit(limitMs: number): Promise<void>;
  /** Ends it with SIGTERM, and with SIGKILL what is left of it. */
  stop(): Promise<ProcessHistory>;
}

/**
 * Starts an implementation and waits until it listens, without spending a connection on it.
 *
 * @throws {EndpointStartError} when it ends, listens elsewhere, or does not listen in time.
 */
export async function startEndpoint(
  implementation: Implementation,
  options: StartOptions,
): Promise<Endpoint> {
  const { host, port, clock } = options;
  if (host.listeners()?.some((listener) => listener.port === port)) {
    throw new EndpointStartError(implementation.name, { found: "port-taken", port });
  }
  const process = spawnImplementation(implementation, options);
  const watched = watch(process, clock);
  let stopped: Promise<ProcessHistory> | undefined;
  const stop = () => {
    stopped ??= stopEndpoint(watched, clock);
    return stopped;
  };
  await using starting = new AsyncDisposableStack();
  starting.defer(async () => {
    await stop();
  });
  await waitUntilListening(watched, implementation, options);
  const owned = starting.move();
  return {
    port,
    processes: process.processes,
    outcome: watched.outcome,
    signal: (name) => (name === "SIGTERM" ? process.signal(name) : process.signalAll(name)),
    awaitExit: (limitMs) => waitUntilGone(watched, clock, limitMs),
    stop,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts the command, and waits for nothing. */
export function spawnImplementation(
  implementation: Implementation,
  options: StartOptions,
): HostProcess {
  return options.host.spawn(fillPlaceholders(implementation, options.port), {
    cwd: implementation.folder,
    environment: { ...options.environment, ...endpointEnvironment(implementation, options) },
    stdin: "ignore",
    ...options.start,
  });
}

interface Watched {
  readonly process: HostProcess;
  readonly output: () => CapturedOutput;
  readonly outcome: () => ProcessOutcome;
  /** What the command's own process ended with, or null while it runs. */
  readonly ended: () => ProcessOutcome | null;
  /** The command could not be run at all. */
  readonly spawnError: () => Error | null;
  /** Everything it said has been read. */
  readonly closed: Promise<void>;
}

function watch(process: HostProcess, clock: Clock): Watched {
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
        : { state: "killed", signal, atMs };
  });
  return {
    process,
    output,
    ended: () => ended,
    spawnError: () => spawnError,
    closed,
    outcome() {
      const processes = process.processes().length;
      // A server that put itself into the background has left its first process behind.
      const inBackground = ended?.state === "exited" && ended.status === 0 && processes > 0;
      return ended === null || inBackground ? { state: "running", processes } : ended;
    },
  };
}

async function waitUntilListening(
  watched: Watched,
  implementation: Implementation,
  { host, port, clock, signal }: StartOptions,
): Promise<void> {
  const deadlineMs = clock.nowMs() + implementation.readyTimeoutMs;
  for (;;) {
    signal.throwIfAborted();
    if (host.listeners()?.some((listener) => listener.port === port) && isReachable(host, port)) {
      return;
    }
    const spawnError = watched.spawnError();
    if (spawnError !== null) {
      throw new EndpointStartError(implementation.name, { cause: spawnError, found: "not-run" });
    }
    const outcome = watched.outcome();
    if (outcome.state !== "running") {
      await waitUntilRead(watched, clock, signal);
      throw new EndpointStartError(implementation.name, {
        found: outcome,
        output: watched.output().text,
      });
    }
    if (clock.nowMs() > deadlineMs) {
      throw new EndpointStartError(implementation.name, {
        found: "silent",
        port,
        readyTimeoutMs: implementation.readyTimeoutMs,
        elsewhere: host.listenersOf(watched.process.processes()),
        output: watched.output().text,
      });
    }
    await clock.sleep(readyPollMs, signal);
  }
}

/** A listener on the loopback interface alone is not reached from the other host. */
function isReachable(host: ServerHost, port: number): boolean {
  const listeners = host.listeners()?.filter((listener) => listener.port === port) ?? [];
  return (
    !host.isolated || listeners.some(({ address }) => !/^(127\.|::ffff:127\.|::1$)/.test(address))
  );
}

async function stopEndpoint(watched: Watched, clock: Clock): Promise<ProcessHistory> {
  const { process } = watched;
  // What is stopped neither ends on SIGTERM nor tells that it has ended.
  process.signalAll("SIGCONT");
  let atEnd = watched.outcome();
  if (atEnd.state === "running" && atEnd.processes === 0) {
    // It has just ended, and how is on its way here.
    await waitUntilGone(watched, clock, stopGraceMs);
    atEnd = watched.outcome();
  }
  const signals: ("SIGTERM" | "SIGKILL")[] = [];
  const fromMs = clock.nowMs();
  if (atEnd.state === "running") {
    signals.push("SIGTERM");
    process.signal("SIGTERM");
    await waitUntilGone(watched, clock, stopGraceMs);
    if (process.processes().length > 0) {
      signals.push("SIGKILL");
    }
  }
  process.killAll();
  await waitUntilGone(watched, clock, killGraceMs);
  const tookMs = clock.nowMs() - fromMs;
  await waitUntilRead(watched, clock);
  const stop =
    atEnd.state === "running" ? { signals, tookMs, outcome: watched.ended() ?? atEnd } : null;
  return { atEnd, stop, output: watched.output() };
}

/** Waits for the command's own process, then for all that it left behind. */
async function waitUntilGone(watched: Watched, clock: Clock, limitMs: number): Promise<void> {
  const { child, processes } = watched.process;
  const limit = AbortSignal.timeout(limitMs);
  if (watched.ended() === null && child.pid !== undefined) {
    await once(child, "exit", { signal: limit }).catch(() => {});
  }
  while (processes().length > 0 && !limit.aborted) {
    await clock.sleep(readyPollMs, limit);
  }
}

/** The last of what it said may still be in the pipe when it has ended. */
async function waitUntilRead(
  watched: Watched,
  clock: Clock,
  signal = new AbortController().signal,
): Promise<void> {
  const read = new AbortController();
  await Promise.race([
    watched.closed,
    clock.sleep(outputGraceMs, AbortSignal.any([read.signal, signal])),
  ]);
  read.abort();
}

function fillPlaceholders(implementation: Implementation, port: number): readonly string[] {
  const values = placeholderValues(implementation, port);
  return implementation.command.map((word) =>
    word.replace(/\{(host|port|maxFrame)\}/g, (_, name: keyof typeof values) => values[name]),
  );
}

/** A server that claims both families is told the address that stands for both. */
function placeholderValues(implementation: Implementation, port: number) {
  return {
    host: implementation.claims.includes("dual-stack") ? "::" : "0.0.0.0",
    port: String(port),
    maxFrame: String(implementation.maxFrameBytes),
  };
}

function endpointEnvironment(implementation: Implementation, options: StartOptions) {
  const values = placeholderValues(implementation, options.port);
  return {
    SOCKSPEC_HOST: values.host,
    SOCKSPEC_PORT: values.port,
    SOCKSPEC_MAX_FRAME: values.maxFrame,
    SOCKSPEC_PROTOCOL: implementation.protocols[0] ?? "framed",
    SOCKSPEC_SCENARIO: options.scenarioId,
  };
}
