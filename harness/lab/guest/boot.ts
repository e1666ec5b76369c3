import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { hasExited } from "../../host/end-child.ts";
import { GuestBootError } from "./boot-error.ts";
import { type GuestConsole, lastLines, readConsole } from "./console.ts";
import { awaitEnd, describeEnd, type GuestEnd } from "./end.ts";
import { chooseHolder } from "./holder.ts";
import { debianKernel, type GuestKernel } from "./kernel.ts";
import { whyNoGuest } from "./missing.ts";
import { fillWindow } from "./window.ts";
import { chooseXstate, explainRefusal, noPadding } from "./xstate.ts";

/** A boot takes a second or two; the limit allows for a machine that swaps. */
const defaultBootTimeoutMs = 60_000;

export interface GuestOptions {
  /**
   * The only host folder that the guest can write to, absolute; its path in the guest is the
   * same, unless the kernel says otherwise. It gets guest-job.sh, stdout.log, stderr.log and guest-status.
   */
  readonly window: string;
  /** Argument array, run as root in the guest. */
  readonly command: readonly string[];
  /** Working directory, absolute. */
  readonly cwd: string;
  /** Environment of the command; the host's programs are also searched on its PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Number of the host CPU to pin the guest to, or null. A guest has one CPU, and is slow if it
   * migrates.
   */
  readonly cpu: number | null;
  /** Memory of the guest, in MiB, which also holds what it writes outside the window. */
  readonly memoryMiB: number;
  /** How long the command may take to start, in ms. Default: 60 000. */
  readonly bootTimeoutMs?: number;
  /** Folder of the library that pads its processor's state. Default: where set-up builds it. */
  readonly xstateFolder?: string;
  /** The kernel that is booted. Default: Debian's. */
  readonly kernel?: GuestKernel;
  /** Kills the guest. */
  readonly signal: AbortSignal;
}

/** A separate kernel that runs one command. Disposing of it kills it. */
export interface Guest extends AsyncDisposable {
  /** Settles when the guest has ended; never rejects. */
  readonly ended: Promise<GuestEnd>;
  /** Bytes that its processor's register state is padded to; null without padding. */
  readonly paddedToBytes: number | null;
  /** False if no namespaces were available: then only file permissions confine the guest's root. */
  readonly confined: boolean;
  /** The last 64 Ki characters of its kernel's output. */
  consoleTail(): string;
}

/**
 * Boots User-Mode Linux on the host's file system, and starts a command in it.
 *
 * The guest sees the host's files as this user does. Its changes stay in memory, except in the
 * window. No part of it outlives this process, however this process ends.
 *
 * @throws {GuestBootError} when something is missing, or the command has not started in time.
 */
export async function bootGuest(options: GuestOptions): Promise<Guest> {
  const kernel = options.kernel ?? debianKernel;
  const missing = whyNoGuest(options.environment, { kernel });
  if (missing !== null) {
    throw new GuestBootError(`${missing.problem}; ${missing.advice}.`);
  }
  const xstate = kernel.padsState
    ? noPadding
    : await chooseXstate(options.environment, options.xstateFolder);
  if (xstate.whyNot !== null) {
    throw new GuestBootError(`${xstate.whyNot}.`);
  }
  const window = fillWindow(options.window, options);
  const { preload } = xstate;
  const { words, confined } = await chooseHolder({ ...options, kernel, window, preload });
  options.signal.throwIfAborted();
  await using booting = new AsyncDisposableStack();
  const [program = "", ...rest] = words;
  // A separate session: Ctrl-C is for the harness, which unwinds in order.
  const holder = spawn(program, rest, {
    env: options.environment,
    cwd: xstate.folder,
    detached: true,
  });
  holder.stdin.on("error", () => {});
  const screen = readConsole([holder.stdout, holder.stderr]);
  const ended = awaitEnd(holder, { screen, window });
  const kill = () => killHolder(holder, confined);
  booting.defer(async () => {
    kill();
    await ended;
  });
  options.signal.addEventListener("abort", kill);
  booting.defer(() => options.signal.removeEventListener("abort", kill));
  await awaitBoot({ screen, ended }, options);
  const running = booting.move();
  return {
    ended,
    confined,
    paddedToBytes: xstate.paddedToBytes,
    consoleTail: screen.tail,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The holder kills the guest when its standard input ends; namespaces end with the holder. */
function killHolder(holder: ChildProcessWithoutNullStreams, confined: boolean): void {
  holder.stdin.destroy();
  if (confined && holder.pid !== undefined && !hasExited(holder)) {
    process.kill(-holder.pid, "SIGKILL");
  }
}

interface Boot {
  readonly screen: GuestConsole;
  readonly ended: Promise<GuestEnd>;
}

async function awaitBoot({ screen, ended }: Boot, options: GuestOptions): Promise<void> {
  const limitMs = options.bootTimeoutMs ?? defaultBootTimeoutMs;
  const { promise: timedOut, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), limitMs);
  const first = await Promise.race([screen.up, ended, timedOut]);
  clearTimeout(timer);
  if (first === undefined) {
    return;
  }
  options.signal.throwIfAborted();
  const console = lastLines(screen.tail());
  const refused = explainRefusal(console, options.xstateFolder);
  const found = first === "late" ? `none after ${limitMs} ms` : describeEnd(first);
  throw new GuestBootError(
    refused === null
      ? `expected its command to start, found ${found}; run sockspec doctor, or use --kernel host ` +
          "where that kernel has sch_netem."
      : `${refused}.`,
    { console },
  );
}
