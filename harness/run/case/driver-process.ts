import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type {
  FromDriver,
  HarnessAnswer,
  HarnessRequest,
  Observed,
  PlayMessage,
  ToDriver,
} from "../../driver/messages.ts";
import { endChild } from "../../host/end-child.ts";
import type { Host, HostProcess } from "../../host/host.ts";

/** A driver starts in 80 ms; this is for a machine that swaps. */
const startTimeoutMs = 20_000;

/** A driver leaves at once when its input ends; this is for one that is stuck in a play. */
const killAfterMs = 1000;

/** The driver itself broke, so nothing can be said of the implementation. */
export class DriverError extends Error {
  override readonly name = "DriverError";
  readonly code = "DRIVER_FAILED";
}

interface PlayRequest extends Omit<PlayMessage, "type" | "id"> {
  /** Answers what only this side can see or do. */
  readonly answer: (request: HarnessRequest) => Promise<HarnessAnswer>;
  /** Longest that the play may take, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A driver that lives in the client host and plays one scenario after another. */
export interface DriverProcess extends AsyncDisposable {
  /** @throws {DriverError} when the driver fails, ends or does not come back. */
  play(request: PlayRequest): Promise<Observed>;
  readonly alive: boolean;
  /** The most memory that it held during its last play, in bytes; see {@link PlayedMessage}. */
  readonly peakBytes: number;
}

/** @throws {DriverError} when it does not start. */
export async function startDriver(
  host: Host,
  environment: Readonly<Record<string, string>>,
): Promise<DriverProcess> {
  const process = host.spawn(driverCommand(host), {
    cwd: host.installed?.harness ?? import.meta.dirname,
    environment: {
      ...environment,
      ...thriftyMemory,
      ...(host.installed === null ? compileCache() : {}),
    },
    stdin: "pipe",
  });
  await using starting = new AsyncDisposableStack();
  starting.defer(() =>
    endChild(process.child, {
      ask: () => process.child.stdin?.end(),
      kill: () => process.killAll(),
      killAfterMs,
    }),
  );
  const channel = openChannel(process);
  await channel.next("ready", AbortSignal.timeout(startTimeoutMs));
  const owned = starting.move();
  let plays = 0;
  let peakBytes = 0;
  return {
    get alive() {
      return channel.broken() === null;
    },
    get peakBytes() {
      return peakBytes;
    },
    async play({ answer, timeoutMs, signal, ...request }) {
      plays += 1;
      channel.onAsk(answer);
      channel.say({ type: "play", id: plays, ...request });
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const played = await channel.next("played", limit);
      ({ peakBytes } = played);
      return played.observed;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The driver shares the cache of what was stripped of its types. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/**
 * Collect early, and with one thread: payload memory is used again, and what is left is a
 * connection's state. In MiB.
 */
const smallHeap = [
  "--max-semi-space-size=1",
  "--max-old-space-size=128",
  "--v8-pool-size=1",
  "--optimize-for-size",
  "--expose-gc",
];

/**
 * How the C library keeps memory (mallopt(3)): separate arenas for each thread took 10 MB, and by
 * default a freed payload raises the size from which memory is given back to the kernel.
 */
const thriftyMemory = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/** The driver needs nothing but Node, which runs TypeScript that can be stripped of its types. */
function driverCommand({ installed }: Host): readonly string[] {
  const harness = installed?.harness ?? join(import.meta.dirname, "..", "..");
  const program = join(harness, "driver", "play.ts");
  return installed === null
    ? [process.execPath, ...loaderOptions(process.execArgv), ...smallHeap, program]
    : [installed.node, ...smallHeap, program];
}

/** What loads TypeScript here has to load it there; `--eval` and its like are not for a driver. */
export function loaderOptions(options: readonly string[]): readonly string[] {
  return options.flatMap((option, index) => {
    if (option === "--import") {
      return [option, options[index + 1] ?? ""];
    }
    return option.startsWith("--import=") ? [option] : [];
  });
}

interface Channel {
  say(message: ToDriver): void;
  onAsk(answer: PlayRequest["answer"]): void;
  next<Type extends FromDriver["type"]>(
    type: Type,
    signal: AbortSignal,
  ): Promise<Extract<FromDriver, { type: Type }>>;
  /** Why nothing more can come, or null. */
  broken(): DriverError | null;
}

function openChannel({ child }: HostProcess): Channel {
  let perform: PlayRequest["answer"] | null = null;
  let waiting: { resolve(message: FromDriver): void; reject(error: Error): void } | null = null;
  let broken: DriverError | null = null;
  let complaint = "";
  const fail = (error: DriverError) => {
    broken ??= error;
    waiting?.reject(broken);
  };
  const say = (message: ToDriver) => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  child.stdin?.on("error", () => {});
  child.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  child.once("error", (cause) => fail(new DriverError("The driver did not start.", { cause })));
  child.once("close", (status, signal) => {
    const how = signal ?? `status ${status}`;
    fail(new DriverError(`The driver ended with ${how}. ${complaint.trim()}`));
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = parseLine(line);
    if (message === null) {
      fail(new DriverError(`Expected a message of the driver, found: ${line.slice(0, 200)}`));
      return;
    }
    if (message.type === "ask") {
      const { id, request } = message;
      perform?.(request).then(
        (answer) => say({ type: "answer", id, answer }),
        (cause) =>
          waiting?.reject(new DriverError(`The harness's side failed: ${cause}`, { cause })),
      );
    } else if (message.type === "failed") {
      waiting?.reject(new DriverError(`The driver failed: ${message.message}`));
    } else {
      waiting?.resolve(message);
    }
  });
  return {
    say,
    onAsk(answer) {
      perform = answer;
    },
    broken: () => broken,
    async next(type, signal) {
      if (broken !== null) {
        throw broken;
      }
      const onAbort = () =>
        fail(new DriverError("The driver did not come back in time.", { cause: signal.reason }));
      const answered = new Promise<FromDriver>((resolve, reject) => {
        waiting = { resolve, reject };
        signal.addEventListener("abort", onAbort);
      });
      if (signal.aborted) {
        onAbort();
      }
      // A limit that outlives its play must not break the next one.
      const message = await answered.finally(() => signal.removeEventListener("abort", onAbort));
      waiting = null;
      if (message.type !== type) {
        throw new DriverError(`Expected the driver's message ${type}, found ${message.type}.`);
      }
      return message as Extract<FromDriver, { type: typeof type }>;
    },
  };
}

function parseLine(line: string): FromDriver | null {
  try {
    return JSON.parse(line) as FromDriver;
  } catch {
    return null;
  }
}
