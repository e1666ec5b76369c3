import { join } from "node:path";
import { removeEmpty } from "../../host/folder.ts";
import { startLimits } from "../limits.ts";
import { startResults } from "../results.ts";
import type { RunOutcome } from "../run-options.ts";
import { runnableOf } from "../skipped.ts";
import { type Batch, batchesOf } from "./batches.ts";
import { steadyEnvironment } from "./environment.ts";
import { type Hold, startHold } from "./hold.ts";
import type { GuestPlace } from "./place.ts";
import { runShare } from "./run-share.ts";
import { startUnsteady } from "./unsteady.ts";
import { runBatch } from "./virtual-batch.ts";
import { digestOf, startVirtualJobs } from "./virtual-job.ts";
import { limited, shareOf, type VirtualRun, type VirtualRunOptions } from "./virtual-run.ts";

/** Cases of each implementation that are run twice. */
const casesTwice = 3;

/**
 * Runs a plan in guests whose clock is simulated, one on each place at a time. A guest that ends or
 * hangs makes the case that it was playing an *error*, and the others of its batch run in another.
 *
 * At first, some cases of each implementation are run twice, to find programs that do not repeat.
 */
export async function runVirtual(options: VirtualRunOptions): Promise<RunOutcome> {
  const results = startResults(options);
  const limits = startLimits({ failureLimit: options.failureLimit });
  const stopping = new AbortController();
  const run: VirtualRun = {
    options: {
      ...options,
      environment: steadyEnvironment(options.environment),
      failureLimit: null,
      jobs: 1,
    },
    results,
    limits,
    queue: batchesOf(runnableOf(options, results.keepCase)),
    storeJob: startVirtualJobs(options.folder),
    stopping,
    signal: AbortSignal.any([options.signal, stopping.signal]),
    cutBy: new Set(),
    unsteady: startUnsteady(),
    begun: 0,
  };
  const failures = await runOnPlaces(run, takeRehearsed(run.queue));
  removeEmpty(join(options.folder, "guests"));
  const cut = limits.reason() ?? ([...run.cutBy].join("; ") || null);
  return results.outcome(cut, failures.find((failure) => failure !== null) ?? null);
}

/** @returns the first failure of a guest that ran no case, or null. */
async function runBatches(run: VirtualRun, place: GuestPlace): Promise<Error | null> {
  let failure: Error | null = null;
  for (let batch = run.queue.shift(); batch !== undefined; batch = run.queue.shift()) {
    if (run.signal.aborted) {
      return failure;
    }
    const failed = await runBatch(run, batch, { place });
    failure ??= failed;
  }
  return failure;
}

/** Takes batches out of a queue in which every implementation plays a case. */
function takeRehearsed(queue: Batch[]): readonly Batch[] {
  const unseen = new Set(queue.flat().map(({ implementation }) => implementation.name));
  const taken = queue.filter((batch) => {
    const names = batch.map(({ implementation }) => implementation.name);
    const isNeeded = names.some((name) => unseen.has(name));
    for (const name of names) {
      unseen.delete(name);
    }
    return isNeeded;
  });
  queue.splice(0, queue.length, ...queue.filter((batch) => !taken.includes(batch)));
  return taken;
}

/**
 * Runs batches on the first place, and their beginnings again on the second, which then takes from the
 * queue like the others; where there is one place, one after the other.
 *
 * @returns for each batch or place, why a guest did not get as far as its first case, or null.
 */
async function runOnPlaces(
  run: VirtualRun,
  rehearsed: readonly Batch[],
): Promise<readonly (Error | null)[]> {
  const [first, second = first, ...others] = run.options.places;
  if (first === undefined || second === undefined) {
    return [];
  }
  const twice = rehearsed.map((batch) => ({ batch, hold: startHold(run) }));
  const lead = async (then: () => Promise<Error | null>) => {
    const failures: (Error | null)[] = [];
    for (const { batch, hold } of twice) {
      failures.push(await runUnlessOver(run, batch, { place: first, hold }));
    }
    return [...failures, await then()];
  };
  const repeat = async () => {
    for (const { batch, hold } of twice) {
      const digests = run.signal.aborted ? null : await rehearse(run, batch, second);
      run.unsteady.compare(await hold.until(digests?.keys() ?? []), digests ?? new Map());
      hold.release();
    }
  };
  if (first === second) {
    return await lead(async () => {
      await repeat();
      return await runBatches(run, first);
    });
  }
  // What does not repeat is known then, and is said of every later case.
  const repeated = repeat();
  const afterwards = async (place: GuestPlace) => {
    await repeated;
    return await runBatches(run, place);
  };
  const beside = [second, ...others].map(afterwards);
  return (await Promise.all([lead(() => afterwards(first)), ...beside])).flat();
}

async function runUnlessOver(
  run: VirtualRun,
  batch: Batch,
  options: { readonly place: GuestPlace; readonly hold: Hold },
): Promise<Error | null> {
  if (run.signal.aborted) {
    options.hold.end(null);
    return null;
  }
  return await runBatch(run, batch, options);
}

/**
 * Runs a batch until it has played some cases of each implementation. Its guest is told of all of
 * them: what it is told is part of what determines its histories.
 *
 * @returns the digests of the histories, by the cases' places in the plan.
 */
async function rehearse(
  run: VirtualRun,
  plan: Batch,
  place: GuestPlace,
): Promise<ReadonlyMap<number, string | null>> {
  const digests = new Map<number, string | null>();
  const left = casesToPlay(plan);
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const share = { ...shareOf(run, plan, { place, name: "rehearsal" }), signal };
  await runShare(share, limited(run), (message) => {
    if (message.type !== "case") {
      return;
    }
    const { result, history } = message.finished;
    digests.set(result.index, history && digestOf(history));
    left.set(result.implementation, (left.get(result.implementation) ?? 0) - 1);
    if ([...left.values()].every((count) => count <= 0)) {
      enough.abort();
    }
  });
  return digests;
}

/** @returns how many cases of each implementation are to be played, by name. */
function casesToPlay(plan: Batch): Map<string, number> {
  const cases = Map.groupBy(plan, ({ implementation }) => implementation.name);
  return new Map([...cases].map(([name, own]) => [name, Math.min(own.length, casesTwice)]));
}
