import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import type { Observed, PlayedProtocol, PlayMessage } from "../../driver/messages.ts";
import { endChild } from "../../host/end-child.ts";
import type { Host } from "../../host/host.ts";
import { installedModule } from "../../host/installed-module.ts";
import { moduleExtension } from "../../host/package/module-extension.ts";
import { nativeRoot } from "../../host/package/native-root.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import { plainLocale } from "../../lab/surroundings.ts";
import { type AnswerDriver, openChannel } from "./driver-channel.ts";
import { handedOn } from "./steady-node.ts";

/** A driver starts in 80 ms; in a guest on a busy machine it has taken more than 20 s. */
const startTimeoutMs = 60_000;

/** A driver leaves at once when its input ends; this is for one that is stuck in a play. */
const killAfterMs = 1000;

interface PlayRequest extends Omit<PlayMessage, "type" | "id"> {
  readonly answer: AnswerDriver;
  /** Longest that the play may take, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

interface Played extends Observed {
  /** Processor time of the driver, in ms. */
  readonly processorMs: number;
}

/** A driver that lives in the client host and plays one scenario after another. */
export interface DriverProcess extends AsyncDisposable {
  /** @throws {DriverError} when the driver fails, ends or does not come back. */
  play(request: PlayRequest): Promise<Played>;
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
      // It starts tools such as ss.
      ...plainLocale,
      ...(host.installed === null ? { ...compileCache(), ...loadProgram() } : {}),
    },
    stdin: "pipe",
    isDriver: true,
  });
  await using starting = new AsyncDisposableStack();
  starting.defer(() =>
    endChild(process.child, {
      ask: () => process.child.stdin?.end(),
      kill: () => process.killAll(),
      killAfterMs,
    }),
  );
  const channel = openChannel(process.child);
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
      const protocol = protocolOn(host, request.protocol);
      channel.send({ type: "play", id: plays, ...request, protocol });
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const played = await channel.next("played", limit);
      ({ peakBytes } = played);
      return { ...played.observed, processorMs: played.processorMs };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A module of a user's own lies elsewhere on a host that has a harness of its own. */
function protocolOn({ installed }: Host, protocol: PlayedProtocol): PlayedProtocol {
  const { module } = protocol;
  return installed === null || module === null
    ? protocol
    : { ...protocol, module: join(installed.harness, installedModule(module)) };
}

/** The driver shares the cache of files whose types have been stripped. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** The driver's own folder may lack it, and the driver does not know where it was built instead. */
function loadProgram(): Readonly<Record<string, string>> {
  const folder = join(nativeRoot(), "harness", "driver", "load");
  return { SOCKSPEC_LOAD: join(folder, "build", "load") };
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

/** The driver needs only Node, which runs TypeScript by stripping its types. */
function driverCommand({ installed }: Host): readonly string[] {
  const harness = installed?.harness ?? join(projectRoot, "harness");
  const program = join(harness, "driver", `play${moduleExtension}`);
  return installed === null
    ? [process.execPath, ...handedOn(process.execArgv), ...smallHeap, program]
    : [installed.node, ...smallHeap, program];
}
