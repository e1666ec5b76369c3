import { once } from "node:events";
import type { Clock } from "../history/clock.ts";
import type { CapturedOutput, ProcessHistory, ProcessOutcome } from "../history/history.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { HostProcess, ServerHost } from "./host.ts";
import type { Implementation } from "./manifest.ts";
import { captureOutput } from "./output-capture.ts";

/** LISTEN was seen 5 to 80 ms after the start; looking costs 50 µs. */
const readyPollMs = 4;

/** Time between SIGTERM and SIGKILL. The slowest bundled runtime took 25 ms to leave. */
const stopGraceMs = 1000;

/** SIGKILL cannot be refused; this is for a kernel that is slow to tell. */
const killGraceMs = 5000;

export interface StartOptions {
  readonly host: ServerHost;
  readonly port: number;
  readonly scenarioId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One running implementation. */
export interface Endpoint extends AsyncDisposable {
  readonly port: number;
  processes(): readonly number[];
  outcome(): ProcessOutcome;
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
  const process = host.spawn(fillPlaceholders(implementation, port), {
    cwd: implementation.folder,
    environment: { ...options.environment, ...endpointEnvironment(implementation, options) },
    stdin: "ignore",
  });
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
    stop,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Watched {
  readonly process: HostProcess;
  readonly output: () => CapturedOutput;
  readonly outcome: () => ProcessOutcome;
  /** What the command's own process ended with, or null while it runs. */
  readonly ended: () => ProcessOutcome | null;
  /** The command could not be run at all. */
  readonly spawnError: () => Error | null;
}

function watch(process: HostProcess, clock: Clock): Watched {
  const { child } = process;
  const output = captureOutput(child.stdout, child.stderr);
  let ended: ProcessOutcome | null = null;
  let spawnError: Error | null = null;
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
      // The last of what it said is still in the pipe.
      await clock.sleep(20, signal);
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
        elsewhere: host.listeners() ?? [],
        output: watched.output().text,
      });
    }
    await clock.sleep(readyPollMs, signal);
  }
}

/** A listener on the loopback interface alone is not reached from the other host. */
function isReachable(host: ServerHost, port: number): boolean {
  const listeners = host.listeners()?.filter((listener) => listener.port === port) ?? [];
  return !host.isolated || listeners.some(({ address }) => !/^(127\.|::1$)/.test(address));
}

async function stopEndpoint(watched: Watched, clock: Clock): Promise<ProcessHistory> {
  const { process } = watched;
  const atEnd = watched.outcome();
  const signals: ("SIGTERM" | "SIGKILL")[] = [];
  const fromMs = clock.nowMs();
  if (atEnd.state === "running") {
    signals.push("SIGTERM");
    process.signal("SIGTERM");
    await waitUntilEnded(watched, stopGraceMs);
    if (process.processes().length > 0) {
      signals.push("SIGKILL");
    }
  }
  process.killAll();
  await waitUntilEnded(watched, killGraceMs);
  const stop =
    atEnd.state === "running"
      ? { signals, tookMs: clock.nowMs() - fromMs, outcome: watched.ended() ?? atEnd }
      : null;
  return { atEnd, stop, output: watched.output() };
}

async function waitUntilEnded(watched: Watched, limitMs: number): Promise<void> {
  const { child } = watched.process;
  if (watched.ended() !== null || child.pid === undefined) {
    return;
  }
  const limit = AbortSignal.timeout(limitMs);
  await once(child, "exit", { signal: limit }).catch(() => {});
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
