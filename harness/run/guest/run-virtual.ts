import { join } from "node:path";
import { removeEmpty } from "../../host/folder.ts";
import type { FinishedCase } from "../../journal/case-result.ts";
import { virtualKernel } from "../../lab/guest/kernel.ts";
import type { VirtualKernel } from "../../lab/guest/virtual/built.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { type Limits, startLimits } from "../limits.ts";
import { type Results, startResults } from "../results.ts";
import type { RunOutcome } from "../run-options.ts";
import { emptyCase, runnableOf } from "../skipped.ts";
import { type GuestMessage, virtualLimits } from "./messages.ts";
import type { GuestPlace } from "./place.ts";
import { type GuestRunOptions, type GuestShare, jobOf, runShare } from "./run-share.ts";
import { startVirtualJobs, type VirtualJob, virtualFacts } from "./virtual-job.ts";

export interface VirtualRunOptions extends GuestRunOptions {
  readonly kernel: VirtualKernel;
}

/**
 * Cases that share a boot, with its lab, the proof of its link and its controls. Every machine makes
 * the same batches of a plan, however many processors it has: a case depends on those before it.
 */
const batchSize = 12;

/** V8 sizes its heaps by it, and so it is the same everywhere. Memory that is not used costs nothing. */
const memoryMiB = 2048;

/**
 * Runs a plan in guests whose clock is simulated, one on each place at a time. A guest that ends or
 * hangs makes the case that it was playing an *error*, and the others of its batch run in another.
 */
export async function runVirtual(options: VirtualRunOptions): Promise<RunOutcome> {
  const results = startResults(options);
  const limits = startLimits({ failureLimit: options.failureLimit });
  const runnable = runnableOf(options, results.keepCase);
  const stopping = new AbortController();
  const run: VirtualRun = {
    options: { ...options, failureLimit: null, jobs: 1 },
    results,
    limits,
    queue: batchesOf(runnable),
    storeJob: startVirtualJobs(options.folder),
    stopping,
    signal: AbortSignal.any([options.signal, stopping.signal]),
    cutBy: new Set(),
    begun: 0,
  };
  const failures = await Promise.all(options.places.map((place) => runBatches(run, place)));
  removeEmpty(join(options.folder, "guests"));
  const cut = limits.reason() ?? ([...run.cutBy].join("; ") || null);
  return results.outcome(cut, failures.find((failure) => failure !== null) ?? null);
}

interface VirtualRun {
  readonly options: VirtualRunOptions;
  readonly results: Results;
  readonly limits: Limits;
  /** Batches that have not begun. */
  readonly queue: (readonly PlannedCase[])[];
  readonly storeJob: (job: VirtualJob) => string;
  readonly stopping: AbortController;
  /** The run was interrupted, or a limit was reached. */
  readonly signal: AbortSignal;
  /** Why guests left cases out. */
  readonly cutBy: Set<string>;
  /** Batches that have begun. */
  begun: number;
}

function batchesOf(plan: readonly PlannedCase[]): (readonly PlannedCase[])[] {
  return [...Map.groupBy(plan, ({ network }) => network.name).values()].flatMap((cases) =>
    Array.from({ length: Math.ceil(cases.length / batchSize) }, (_, number) =>
      cases.slice(number * batchSize, (number + 1) * batchSize),
    ),
  );
}

/** @returns the first failure of a guest that ran no case, or null. */
async function runBatches(run: VirtualRun, place: GuestPlace): Promise<Error | null> {
  let failure: Error | null = null;
  for (let batch = run.queue.shift(); batch !== undefined; batch = run.queue.shift()) {
    if (run.signal.aborted) {
      return failure;
    }
    failure ??= await runBatch(run, batch, place);
  }
  return failure;
}

/** @returns why the guest did not get as far as its first case, or null. */
async function runBatch(
  run: VirtualRun,
  plan: readonly PlannedCase[],
  { cpu }: GuestPlace,
): Promise<Error | null> {
  const { options, signal } = run;
  run.begun += 1;
  const number = run.begun;
  const [first] = plan;
  const seed = deriveSeed(first?.seed ?? 0, "guest", first?.index ?? 0);
  const share: GuestShare = {
    plan,
    place: { cpu, memoryMiB },
    kernel: virtualKernel(options.kernel, seed),
    window: join(options.folder, "guests", String(number)),
    signal,
  };
  const { environment, ...job } = jobOf(share, options);
  const path = environment["PATH"] ?? "";
  const stored = run.storeJob({ seed, memoryMiB, kernel: options.kernel.sha256, path, job });
  const left = new Map(plan.map((planned) => [planned.index, planned]));
  const receive = receiver(run, { share, left, number, job: stored });
  const limits = { silentMaxMs: options.silentMaxMs ?? virtualLimits.silentMaxMs };
  const failure = await runShare(share, { ...options, ...limits }, receive.message);
  if (failure === null || signal.aborted) {
    return null;
  }
  return afterFailure(run, { failure, left, playing: receive.playing() });
}

interface Batch {
  readonly share: GuestShare;
  /** Cases without a result, by their place in the plan. */
  readonly left: Map<number, PlannedCase>;
  readonly number: number;
  readonly job: string;
}

/** Receives what a guest says. */
interface Receiver {
  message(message: GuestMessage): void;
  /** The place in the plan of the case that has begun and not ended; null if there is none. */
  playing(): number | null;
}

function receiver(run: VirtualRun, { share, left, number, job }: Batch): Receiver {
  const { results, limits, options } = run;
  const sessionOf = (session: number) => (options.sessionsBefore ?? 0) + 1000 * number + session;
  let playing: number | null = null;
  const keepCase = (finished: FinishedCase, spinKicks: number | undefined) => {
    const { result, history, evidence } = finished;
    const session = result.session === null ? null : sessionOf(result.session);
    const virtual = virtualFacts(history, { job, spinKicks });
    left.delete(result.index);
    const onHost = evidence == null ? {} : { evidence: { ...evidence, folder: share.window } };
    results.keepCase({ ...finished, ...onHost, result: { ...result, session, virtual } });
    limits.note(finished);
    if (limits.whyOver() !== null) {
      run.stopping.abort();
    }
  };
  return {
    playing: () => playing,
    message(message) {
      if (message.type === "begin") {
        playing = message.index;
      } else if (message.type === "case") {
        playing = null;
        keepCase(message.finished, message.spinKicks);
      } else if (message.type === "session") {
        const session = sessionOf(message.session.session);
        results.keepSession({ ...message.session, session });
      } else if (message.type === "end" && message.cutShort !== null) {
        run.cutBy.add(message.cutShort);
      }
    },
  };
}

interface Failed {
  readonly failure: Error;
  readonly left: Map<number, PlannedCase>;
  readonly playing: number | null;
}

/**
 * A case that ended its guest costs the others nothing but another boot. Without such a case nothing
 * says that another guest would fare better.
 */
function afterFailure(run: VirtualRun, { failure, left, playing }: Failed): Error | null {
  const guilty = playing === null ? undefined : left.get(playing);
  const lost = guilty === undefined ? [...left.values()] : [guilty];
  for (const planned of lost) {
    left.delete(planned.index);
    const outcome = { verdict: "error", reason: failure.message } as const;
    run.results.keepCase(emptyCase(planned, run.options, outcome));
  }
  if (left.size > 0) {
    run.queue.push([...left.values()]);
  }
  return guilty === undefined ? failure : null;
}
