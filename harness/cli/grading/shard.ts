import type { CaseResult } from "../../journal/case-result.ts";
import type { ShardPart } from "../../journal/header.ts";
import { digestBytes } from "../../journal/resume/digest.ts";
import { isOwnCase } from "../../journal/shard/own-cases.ts";
import { formatRanges } from "../../journal/shard/ranges.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { type CaseTime, type Durations, timeOf } from "../../plan/shard/cost.ts";
import { dividePlan } from "../../plan/shard/divide.ts";
import { parseShard } from "../../plan/shard/shard.ts";
import { UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { readSparingly } from "../spare-memory.ts";

/** A plan, and the part of it that this run plays. */
export interface ShardOfPlan {
  readonly own: readonly PlannedCase[];
  /** Undefined where that is the whole plan. */
  readonly shard: ShardPart | undefined;
}

export interface ShardOptions {
  /** @returns the same for cases that one shard must play. Default: each is by itself. */
  readonly together?: (planned: PlannedCase) => string;
  /** The shard that a resumed run began with: its division is not made again. */
  readonly stored?: ShardPart | undefined;
}

type ShardFlags = Pick<RunFlags, "shard" | "durations" | "output">;

/**
 * Takes the part of a plan that `--shard` asks for. Cases keep their places in the whole plan, and so
 * their seeds.
 *
 * @throws {UsageError | InvalidJournalError} for `--durations` of a run that cannot be read.
 */
export function shardOf(
  plan: readonly PlannedCase[],
  flags: ShardFlags,
  { together, stored }: ShardOptions = {},
): ShardOfPlan {
  if (stored !== undefined) {
    const isOwn = isOwnCase({ shard: stored });
    return { own: plan.filter(({ index }) => isOwn(index)), shard: stored };
  }
  const asked = flags.shard === undefined ? null : parseShard(flags.shard);
  const durations = durationsFor(flags);
  if (asked === null) {
    return { own: plan, shard: undefined };
  }
  const division = dividePlan(plan, {
    of: asked.of,
    timeOf: (planned) => timeOf(planned, durations),
    together,
  });
  const own = plan.filter((_, place) => division[place] === asked.number);
  return {
    own,
    shard: {
      ...asked,
      cases: formatRanges(own.map(({ index }) => index)),
      division: digestBytes(Buffer.from(division.buffer)),
    },
  };
}

/** @throws {UsageError | InvalidJournalError} */
function durationsFor({ durations, shard, output }: ShardFlags): Durations {
  if (durations === undefined) {
    return () => undefined;
  }
  if (shard === undefined) {
    throw new UsageError(
      "--durations balances shards: expected --shard beside it, found none. Add --shard 1/8, or leave it out.",
    );
  }
  return durationsOf(readSparingly(findRun(durations, output)));
}

/**
 * What a case takes beside the driver's and the implementation's processor time, in ms of a processor:
 * starting and ending the server, the looks at it, judging. A proxy has another server behind it.
 */
const besideMs = { server: 90, proxy: 120, client: 90 } as const;

/**
 * @returns the mean of what the repetitions of a case took; of a case that was not played, what its
 * scenario took on that network with other implementations.
 */
export function durationsOf({ cases }: { readonly cases: readonly PlayedTime[] }): Durations {
  const byCase = new Map<string, Sum>();
  const bySituation = new Map<string, Sum>();
  for (const result of cases.filter(wasPlayed)) {
    const situation = `${result.scenario} ${result.network}`;
    add(byCase, `${situation} ${result.implementation}`, result);
    add(bySituation, situation, result);
  }
  return ({ scenario, network, implementation }) => {
    const situation = `${scenario.id} ${network.name}`;
    const sum = byCase.get(`${situation} ${implementation.name}`) ?? bySituation.get(situation);
    return sum && timeOfCase(sum, besideMs[implementation.role]);
  };
}

type PlayedTime = Pick<
  CaseResult,
  | "scenario"
  | "network"
  | "implementation"
  | "verdict"
  | "durationMs"
  | "demandedWaitMs"
  | "processorMs"
>;

/** The time of a case in error is that of its trouble. */
function wasPlayed({ verdict }: PlayedTime): boolean {
  return verdict !== "unsupported" && verdict !== "error";
}

interface Sum extends CaseTime {
  readonly count: number;
  readonly workMs: number;
}

/** Where processor time is not known, the time beside the waits stands for it. */
function timeOfCase({ waitMs, workMs, processorMs, count }: Sum, besideMs: number): CaseTime {
  const computedMs = processorMs > 0 ? processorMs / count + besideMs : workMs / count;
  return { waitMs: waitMs / count, processorMs: computedMs };
}

function add(
  sums: Map<string, Sum>,
  key: string,
  { durationMs, demandedWaitMs, processorMs }: PlayedTime,
): void {
  const known = sums.get(key) ?? { count: 0, waitMs: 0, workMs: 0, processorMs: 0 };
  sums.set(key, {
    count: known.count + 1,
    waitMs: known.waitMs + demandedWaitMs,
    workMs: known.workMs + Math.max(0, durationMs - demandedWaitMs),
    processorMs: known.processorMs + processorMs,
  });
}
