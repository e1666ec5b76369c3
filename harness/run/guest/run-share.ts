import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeFileError } from "../../host/file-error.ts";
import { makeFolder } from "../../host/folder.ts";
import { errorOf } from "../../host/message-of.ts";
import { moduleExtension } from "../../host/package/module-extension.ts";
import { guestEngineEnvironment } from "../../lab/container/images/archive.ts";
import { bootGuest } from "../../lab/guest/boot.ts";
import { lastLines } from "../../lab/guest/console.ts";
import { describeEnd } from "../../lab/guest/end.ts";
import { debianKernel, type GuestKernel } from "../../lab/guest/kernel.ts";
import { guestJobFile } from "../../lab/guest/window.ts";
import { LabOpenError } from "../../lab/lab.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { importedFirst, steadyNode } from "../case/steady-node.ts";
import type { RunOptions } from "../run-options.ts";
import { withCompileCache } from "./environment.ts";
import { followFile } from "./follow-file.ts";
import {
  type GuestContainers,
  type GuestJob,
  type GuestMessage,
  guestFiles,
  heartbeat,
} from "./messages.ts";
import { type GuestPlace, labsFor } from "./place.ts";
import { preparedModulesFile, prepareModules } from "./prepared-modules.ts";
import { startSilence } from "./silence.ts";
import { workerCommand } from "./worker.ts";

export interface GuestRunOptions extends Omit<RunOptions, "openLab" | "jobs"> {
  /** Labs side by side in each guest. */
  readonly jobs: number;
  /** The run's folder; it contains the files that the guests write. */
  readonly folder: string;
  /** The guests that run side by side; at least one. */
  readonly places: readonly GuestPlace[];
  readonly fixedPort: number | null;
  /** The requirements of container labs there; null for netns labs. */
  readonly containers: GuestContainers | null;
  /** The command that starts Node there. Default: the program that runs this process. */
  readonly node?: readonly string[];
  /** How long a guest may print nothing before it is killed, in ms. Default: 60 000. */
  readonly silentMaxMs?: number;
}

/** The task of one guest. */
export interface GuestShare {
  /** Default: Debian's. */
  readonly kernel?: GuestKernel;
  readonly plan: readonly PlannedCase[];
  readonly place: GuestPlace;
  /** A folder for its output; removed if all went well. */
  readonly window: string;
  /** Whether the caller removes it, which still needs the evidence in it. Default: no. */
  readonly keepsWindow?: boolean;
  /** Kills it. */
  readonly signal: AbortSignal;
}

/**
 * @param onMessage receives each message of the guest as it is written.
 * @returns why the guest did not run all of its cases, or null.
 */
export async function runShare(
  share: GuestShare,
  options: GuestRunOptions,
  onMessage: (message: GuestMessage) => void,
): Promise<Error | null> {
  const failure = await attempt(share, options, onMessage);
  tidy(share, failure);
  return failure;
}

async function attempt(
  share: GuestShare,
  options: GuestRunOptions,
  onMessage: (message: GuestMessage) => void,
): Promise<Error | null> {
  try {
    writeJob(share, options);
    const failure = await followGuest(share, options, onMessage);
    return failure === null ? null : new LabOpenError(failure);
  } catch (error) {
    return errorOf(error);
  }
}

/** @throws {LabOpenError} where nothing can be written. */
function writeJob(share: GuestShare, options: GuestRunOptions): void {
  const { window } = share;
  const job = jobOf(share, options);
  try {
    makeFolder(window);
    // The environment may hold secrets.
    writeFileSync(join(window, guestFiles.job), JSON.stringify(job), { mode: 0o600 });
    writeFileSync(join(window, guestFiles.results), "");
    if (job.virtual) {
      writeFileSync(join(window, preparedModulesFile), modulesOfGuests());
    }
  } catch (cause) {
    const found = describeFileError(cause);
    throw new LabOpenError(
      `A guest kernel's job cannot be written to ${window}: ${found}. ` +
        "Free some space, or choose another --output.",
      { cause },
    );
  }
}

let prepared: string | null = null;

/** Prepared once, when a guest is started in virtual time. */
function modulesOfGuests(): string {
  prepared ??= prepareModules(
    ["./worker", "../../driver/play"].map((path) => import.meta.resolve(path + moduleExtension)),
  );
  return prepared;
}

/** @returns what a guest is told to do. */
export function jobOf(share: GuestShare, options: GuestRunOptions): GuestJob {
  const { plan, kernel = debianKernel } = share;
  const { jobs, controls, environment, fixedPort, containers, evidence } = options;
  const folder = kernel.windowInGuest ?? share.window;
  return {
    plan,
    controls,
    environment,
    failureLimit: options.failureLimit,
    skipWedged: options.skipWedged ?? false,
    caseTimeoutMs: options.caseTimeoutMs ?? null,
    fixedPort,
    virtual: kernel.name === "virtual",
    containers,
    evidence: evidence == null ? null : { ...evidence, folder },
    jobs: labsFor(plan, jobs),
    inOrder: options.inOrder ?? false,
  };
}

type End = Extract<GuestMessage, { type: "end" }>;

/** @returns why the guest did not run all of its cases, or null. */
async function followGuest(
  { place, window, signal, kernel = debianKernel }: GuestShare,
  options: GuestRunOptions,
  onMessage: (message: GuestMessage) => void,
): Promise<string | null> {
  const silentMaxMs = options.silentMaxMs ?? heartbeat.silentMaxMs;
  using silence = startSilence(silentMaxMs);
  const { promise: atItsEnd, resolve: onEnd } = Promise.withResolvers<void>();
  const received: { end: End | null } = { end: null };
  using following = followFile(join(window, guestFiles.results), (line) => {
    silence.heard();
    const message = JSON.parse(line) as GuestMessage;
    onMessage(message);
    if (message.type === "waiting") {
      options.onWaiting?.(message.implementation, message.waitedMs);
    } else if (message.type === "end") {
      received.end = message;
      onEnd();
    }
  });
  await using guest = await bootGuest({
    window,
    ...place,
    // In virtual time the user's folder would be part of what determines a history.
    cwd: kernel.name === "virtual" ? "/" : process.cwd(),
    kernel,
    command: commandIn(kernel, options.node ?? [process.execPath], window),
    environment: {
      ...options.environment,
      ...(options.containers === null ? {} : guestEngineEnvironment),
    },
    signal: AbortSignal.any([signal, silence.signal]),
  });
  silence.heard();
  // Not awaited: powering off takes time.
  await Promise.race([atItsEnd, guest.ended]);
  following.readRest();
  if (received.end !== null) {
    return received.end.labFailure;
  }
  const failure = silence.signal.aborted
    ? `The guest kernel stopped responding: no output for ${silentMaxMs / 1000} s.`
    : `Expected the guest kernel to run all its cases, found ${describeEnd(await guest.ended)}.`;
  return explain(failure, [guest.consoleTail(), readErrors(window)]);
}

/** In virtual time no compile cache is read: what it holds differs from run to run. */
function commandIn(
  { name, windowInGuest }: GuestKernel,
  node: readonly string[],
  window: string,
): readonly string[] {
  const seen = windowInGuest ?? window;
  return name === "virtual"
    ? workerCommand([...node, ...steadyNode, importedFirst(join(seen, preparedModulesFile))], seen)
    : withCompileCache(workerCommand(node, seen));
}

function explain(failure: string, outputs: readonly string[]): string {
  const last = outputs.map(lastLines).filter((text) => text !== "");
  return [
    failure,
    ...(last.length === 0 ? [] : ["Its last output:", ...last]),
    "Run again, with fewer --jobs if this machine is busy.",
  ].join("\n");
}

/** @returns the standard error of the worker. */
function readErrors(window: string): string {
  try {
    return readFileSync(join(window, "stderr.log"), "utf8");
  } catch {
    return "";
  }
}

/** After a failure, keeps the output for a person, but not the environment: it may hold secrets. */
function tidy({ window, signal, keepsWindow = false }: GuestShare, failure: Error | null): void {
  const all = !keepsWindow && (failure === null || signal.aborted);
  const names = all ? [""] : [guestFiles.job, guestJobFile, preparedModulesFile];
  for (const name of names) {
    try {
      rmSync(join(window, name), { recursive: true, force: true });
    } catch {
      // A file that cannot be removed costs no result.
    }
  }
}
