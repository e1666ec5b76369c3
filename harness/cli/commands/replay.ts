import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStopwatch } from "../../history/clock.ts";
import { type Difference, firstDifference } from "../../history/difference.ts";
import { usableCpus } from "../../host/usable-cpus.ts";
import { readHistory } from "../../journal/case-files.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { findVirtualKernel, type VirtualKernel } from "../../lab/guest/virtual/built.ts";
import { replayVirtual } from "../../run/guest/replay-virtual.ts";
import { digestOf, readVirtualJob, type VirtualJob } from "../../run/guest/virtual-job.ts";
import { formatMs } from "../../verdict/text.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { findProtocol } from "../options/protocol.ts";
import { readSparingly } from "../spare-memory.ts";
import { chooseCase, nameOf } from "../stored-case.ts";

export interface ReplayFlags {
  readonly protocol?: string;
  readonly output: string;
}

/**
 * Runs one case of a stored run again in virtual time, and compares the histories.
 *
 * @param words parts of the case's name, all of which it must have.
 * @returns status 1 if they differ.
 * @throws {UsageError | InvalidJournalError | LabOpenError}
 */
export async function runReplay(
  run: string,
  words: readonly string[],
  flags: ReplayFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  findProtocol(flags);
  const folder = findRun(run, flags.output);
  const result = chooseCase(readSparingly(folder).cases, words);
  if (result.virtual === undefined) {
    throw new UsageError(
      `Expected a case that ran in virtual time, found ${nameOf(result)}, which did not. ` +
        "Run it with --kernel virtual first.",
    );
  }
  const before = readHistory({ folder }, result);
  const job = readVirtualJob(folder, result.virtual.job);
  if (!("environment" in job.job)) {
    throw new UsageError(
      "Expected a run that stored the environment of its guests, found one of an earlier version. " +
        "Run the cases again, then replay those.",
    );
  }
  const kernel = sameKernel(job, findVirtualKernel(toolEnvironment()));
  using scratch = makeScratch();
  const sinceMs = startStopwatch();
  const window = join(scratch.folder, "guest");
  const cpu = usableCpus()[0] ?? 0;
  const replayed = await replayVirtual(job, result.index, {
    ...{ kernel, window, cpu, signal },
  });
  const { history } = replayed;
  const digest = history && digestOf(history);
  const verdicts = `${result.verdict} before, ${replayed.result.verdict} now`;
  if (digest === result.virtual.digest) {
    const took = `${formatMs(result.durationMs)} of simulated time`;
    console.log(`${nameOf(result)}: the same history to the bit (${took}; ${verdicts})`);
    console.log(`SHA-256 ${digest ?? "of nothing: the case has no history"}`);
    console.log(`replayed in ${formatMs(sinceMs())}, with the cases before it in its guest`);
    return exitStatus.asExpected;
  }
  printDifference(result, { difference: firstDifference(before, history), verdicts });
  return exitStatus.requirementFailed;
}

interface Differing {
  readonly difference: Difference | null;
  readonly verdicts: string;
}

function printDifference(result: CaseResult, { difference, verdicts }: Differing): void {
  console.log(`${nameOf(result)}: another history (${verdicts})`);
  if (difference === null) {
    console.log("The stored history was changed after the run: it equals the one of now.");
  } else {
    const { path, before, now } = difference;
    console.log(`First difference: ${path || "the whole history"}`);
    console.log(`  before  ${before ?? "missing"}`);
    console.log(`  now     ${now ?? "missing"}`);
  }
  const why = result.virtual?.notRepeatable;
  console.log(
    why === undefined
      ? "The implementation was built anew, or depends on something outside: see docs/virtual-time.md."
      : `That was to be expected: ${why}.`,
  );
}

/** @throws {UsageError} if there is no such kernel here. */
function sameKernel(job: VirtualJob, kernel: VirtualKernel | null): VirtualKernel {
  if (kernel?.sha256 === job.kernel) {
    return kernel;
  }
  const found = kernel === null ? "none" : `${kernel.release} with ${kernel.sha256.slice(0, 12)}`;
  throw new UsageError(
    `Expected the kernel of the run, with the SHA-256 ${job.kernel.slice(0, 12)}…, found ${found}. ` +
      (kernel === null
        ? "Run: sockspec kernel build"
        : "Another build may send other segments: run the cases again, then replay those."),
  );
}

/** A folder for the output of the guest. */
function makeScratch(): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-replay-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
