import { type Dirent, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunHeader } from "../../journal/header.ts";
import { missingCases } from "../../journal/not-run.ts";
import { inOrderOfPlan } from "../../journal/plan-order.ts";
import { storedRun } from "../../journal/read-run.ts";
import { planDifferences } from "../../journal/resume/differences.ts";
import { asJournalled } from "../../journal/resume/played.ts";
import { type HeldRun, holdRun, leftOf } from "../../journal/resume/resume.ts";
import { guestJobFile } from "../../lab/guest/window.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { guestFiles } from "../../run/guest/messages.ts";
import type { Recording, RecordingFacts } from "../../run/recording.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { flagsOf } from "../options/request.ts";
import { longSpelling, optionsKept, type RunFlags } from "../options/run-flags.ts";
import { subjectOf } from "../subject/subject.ts";
import { type RunAs, runRun } from "./run.ts";

/** The words given beside `--resume`. */
export interface ResumeLineOfCommand {
  readonly implementations: readonly string[];
  /** The words after `--`, or null. */
  readonly command: readonly string[] | null;
  readonly flags: RunFlags;
  /** The names of the flags that were typed. */
  readonly typed: readonly string[];
}

/**
 * Finishes a run: cases in its journal are not run again.
 *
 * @param word the run's folder or id.
 * @returns the exit status of the whole run.
 * @throws {UsageError} if the plan differs from the original one.
 * @throws {RunInUseError | InvalidJournalError}
 */
export async function runResume(
  word: string,
  line: ResumeLineOfCommand,
  signal: AbortSignal,
  onReport?: RunAs["onReport"],
): Promise<ExitStatus> {
  refuseSelection(line);
  using held = holdRun(findRun(word, line.flags.output));
  const { asked, regradedFrom } = held.stored.header;
  if (asked === undefined || regradedFrom !== undefined) {
    throw new UsageError(whyNotResumable(held));
  }
  // What a shard is balanced by has been decided, and may be gone.
  const { durations: _, ...flags } = flagsOf(asked, line.flags, held.folder, line.typed);
  return await runRun(asked.implementations, asked.command, flags, signal, {
    startRecording: (facts) => recordOn(held, facts),
    storedShard: held.stored.header.shard,
    subject: subjectOf(held.stored.header),
    onReport,
  });
}

/** @throws {UsageError} */
function refuseSelection({ implementations, command, flags, typed }: ResumeLineOfCommand): void {
  const selecting = [
    ...implementations,
    ...optionsKept("fixed")
      .filter(([name]) => typed.includes(name))
      .map(([, option]) => longSpelling(option)),
    ...(flags.list === true ? ["--list"] : []),
    ...(command === null ? [] : ["-- command"]),
  ];
  if (selecting.length > 0) {
    throw new UsageError(
      "--resume keeps the selection of the original run, so no other selection may accompany it: " +
        `found ${selecting.join(", ")}. Leave it out, or start a new run.`,
    );
  }
}

function whyNotResumable({ folder, stored }: HeldRun): string {
  const { regradedFrom } = stored.header;
  return regradedFrom === undefined
    ? `The run in ${folder} cannot be resumed: an older sockspec started it, without a plan. Start a new run.`
    : `The run in ${folder} is a regraded copy of ${regradedFrom}: resume the original, then regrade it.`;
}

/** @throws {UsageError} if the plan differs from the original one. */
function recordOn(held: HeldRun, { header, plan }: RecordingFacts): Recording {
  const { folder, stored } = held;
  const left = leftOf(plan, stored.cases);
  if (missingCases(stored.header, stored.cases) === 0) {
    console.error(`Nothing is left to run in ${stored.header.runId}: all cases have finished.`);
  } else {
    refuseDifferences(stored.header, header, plan);
    const finished = plan.length - left.length;
    console.error(
      `Resuming ${stored.header.runId}: ${finished} of ${plan.length} cases have finished.`,
    );
  }
  const before = storedRun(folder, stored);
  const sessionsBefore = [...stored.cases, ...stored.sessions].reduce(
    (last, { session }) => Math.max(last, session ?? 0),
    0,
  );
  clearLeftovers(folder);
  return {
    folder,
    left,
    header: stored.header,
    journal: held.continueJournal({
      resumedAt: new Date(header.startedAt),
      jobs: header.jobs,
      machine: header.machine,
    }),
    sessionsBefore,
    resumed: stored.resumes.length + (left.length === 0 ? 0 : 1),
    whole: (ran) => ({
      ...ran,
      cases: [...before.cases, ...ran.cases].sort(inOrderOfPlan),
      sessions: [...before.sessions, ...ran.sessions],
    }),
    wallMs: (ownMs) => held.wallMsBefore + (left.length === 0 ? 0 : ownMs),
    [Symbol.dispose]: () => {},
  };
}

function refuseDifferences(before: RunHeader, now: RunHeader, plan: readonly PlannedCase[]): void {
  if (before.plan === undefined || now.plan === undefined) {
    throw new UsageError(
      `The run ${before.runId} has no plan, so it cannot be resumed. Start a new run.`,
    );
  }
  // Shards run on whatever machine is free: each result, and the line that resumes, names its own.
  const isShard = before.shard !== undefined || before.merged !== undefined;
  const machine = isShard ? before.machine : now.machine;
  const differences = planDifferences(
    { ...before, plan: before.plan },
    { ...now, machine, plan: asJournalled(now.plan, before.plan, plan) },
  );
  if (differences.length > 0) {
    const list = differences.map((difference) => `  ${difference}`).join("\n");
    throw new UsageError(
      `${before.runId} cannot be resumed, because it would not be the same run:\n${list}\n` +
        "Undo these changes (paths on the original command line are relative to the folder where it " +
        "was typed), or start a new run.",
    );
  }
}

/**
 * Removes leftovers of a killed harness: evidence without a case, and the guests' jobs, which may
 * contain secrets from the environment. Output of guests is kept, moved out of the way of new ones.
 */
function clearLeftovers(folder: string): void {
  rmSync(join(folder, "evidence"), { recursive: true, force: true });
  const guests = join(folder, "guests");
  if (!existsSync(guests)) {
    return;
  }
  for (const { name } of readdirSync(guests, { withFileTypes: true }).filter(isFolder)) {
    rmSync(join(guests, name, guestFiles.job), { force: true });
    rmSync(join(guests, name, guestJobFile), { force: true });
  }
  // The images for containers in guests: large, and made anew.
  rmSync(join(guests, "images.tar"), { force: true });
  const numbers = readdirSync(folder).flatMap(
    (name) => /^guests-before-(\d+)$/.exec(name)?.[1] ?? [],
  );
  renameSync(guests, join(folder, `guests-before-${Math.max(0, ...numbers.map(Number)) + 1}`));
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory();
}
