import type { Readable } from "node:stream";
import type { Clock } from "../history/clock.ts";
import type { CapturedOutput, ProcessHistory, ProcessSample } from "../history/history.ts";
import type { Host, HostProcess, SpawnOptions } from "../host/host.ts";
import { captureOutput } from "../host/output-capture.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { Implementation } from "./manifest.ts";
import { spawnCommand } from "./spawn-command.ts";
import { stopEndpoint } from "./stop-endpoint.ts";
import { waitUntilGone, watchProcess } from "./watched-process.ts";

/** What a client without `deadlineMs` in its manifest is told, in ms. */
const usualDeadlineMs = 5000;

/** Arguments of a command hold 128 KiB each at most, so echoes are shorter than this, in bytes. */
const keptBytesMax = 1024 * 1024;

export interface ClientStart {
  /** Where it runs. */
  readonly host: Host;
  /** Where it connects: an address or a name, and a port. */
  readonly to: { readonly host: string; readonly port: number };
  /** What it sends, one or several; each is text without NUL, of less than 128 KiB. */
  readonly messages: readonly [string, ...string[]];
  readonly scenarioId: string;
  /** Default: the implementation's first protocol. */
  readonly protocol?: string;
  /** How the scenario requires it to be started. Default: as an ordinary process. */
  readonly start?: Pick<
    SpawnOptions,
    "descriptorLimit" | "asInit" | "output" | "nameServer" | "names" | "systemCallsFile"
  >;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** One running client. Disposing of it ends it. */
export interface ClientProgram extends AsyncDisposable {
  /** When its command was started, in ms on the case's clock. */
  readonly startedAtMs: number;
  /** The kernel's view of its processes; null if the lab hides them. */
  sample(): Promise<ProcessSample | null>;
  /** As `Endpoint.signal` does. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when it and what it started has ended, or after `limitMs` milliseconds. */
  awaitExit(limitMs: number): Promise<void>;
  /**
   * Ends it if it is still running. The same result each time.
   *
   * @throws {EndpointStartError} if the command could not be run at all.
   */
  finish(): Promise<ClientRun>;
}

/** What a client did. */
export interface ClientRun {
  readonly startedAtMs: number;
  /** `atEnd` is its state before the harness ended it: its exit status, or that it was running. */
  readonly process: ProcessHistory;
  readonly stdout: PrintedBytes;
  readonly stderr: CapturedOutput;
}

interface PrintedBytes {
  /** All of them, or the first MiB. */
  readonly bytes: Uint8Array;
  /** How many it printed in all. */
  readonly total: number;
}

/** @returns the time after which a client gives up without progress, in ms. */
export function deadlineMsOf({ deadlineMs }: Pick<Implementation, "deadlineMs">): number {
  return deadlineMs ?? usualDeadlineMs;
}

/** Starts a client without waiting for anything but the start of its command. */
export async function startClientProgram(
  implementation: Implementation,
  options: ClientStart,
): Promise<ClientProgram> {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  const process = spawnClient(implementation, options);
  const stdout = keepBytes(process.child.stdout);
  const stderr = captureOutput(process.child.stderr);
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
  const owned = starting.move();
  return {
    startedAtMs,
    sample: process.sample,
    signal: (name) => (name === "SIGTERM" ? process.signal(name) : process.signalAll(name)),
    async awaitExit(limitMs) {
      await waitUntilGone(watched, clock, limitMs);
    },
    async finish() {
      const history = await stop();
      const cause = watched.spawnError();
      if (cause !== null) {
        throw new EndpointStartError(implementation.name, { outcome: "not-run", cause });
      }
      return { startedAtMs, process: history, stdout: stdout(), stderr: stderr() };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function spawnClient(implementation: Implementation, options: ClientStart): HostProcess {
  const values = placeholderValues(implementation, options);
  return spawnCommand(implementation, options, {
    values,
    told: clientEnvironment(implementation, options, values),
    several: { word: "{message}", words: options.messages },
  });
}

/** Within a longer word, `{message}` stands for the first message. */
function placeholderValues(
  implementation: Implementation,
  { to, messages }: Pick<ClientStart, "to" | "messages">,
) {
  return {
    host: to.host,
    port: String(to.port),
    message: messages[0],
    maxFrame: String(implementation.maxFrameBytes),
    deadlineMs: String(deadlineMsOf(implementation)),
  };
}

function clientEnvironment(
  implementation: Implementation,
  options: ClientStart,
  values: ReturnType<typeof placeholderValues>,
) {
  return {
    SOCKSPEC_HOST: values.host,
    SOCKSPEC_PORT: values.port,
    SOCKSPEC_MAX_FRAME: values.maxFrame,
    SOCKSPEC_DEADLINE_MS: values.deadlineMs,
    SOCKSPEC_PROTOCOL: options.protocol ?? implementation.protocols[0] ?? "framed",
    SOCKSPEC_SCENARIO: options.scenarioId,
  };
}

/** Reads all that the stream brings, so that it never blocks, and keeps the beginning. */
function keepBytes(stream: Readable): () => PrintedBytes {
  const kept: Buffer[] = [];
  let total = 0;
  stream.on("data", (bytes: Buffer) => {
    if (total < keptBytesMax) {
      kept.push(bytes.subarray(0, keptBytesMax - total));
    }
    total += bytes.length;
  });
  return () => ({ bytes: Buffer.concat(kept), total });
}
