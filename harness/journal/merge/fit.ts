import type { PlanDigest } from "../header.ts";
import { orderDifference, planDifferences } from "../resume/differences.ts";
import { missingShards, shardNames } from "../shard/missing.ts";
import { countOf } from "../shard/ranges.ts";
import { MergeError } from "./merge-error.ts";
import type { SourcePart, SourceRun } from "./scan.ts";

/** A shard with the run that has it. */
export interface FittingPart extends SourcePart {
  readonly run: SourceRun;
}

/** @returns the command that finishes a shard. */
type ResumeCommand = (run: SourceRun) => string;

export interface FitOptions {
  /** Whether shards may be missing or unfinished. */
  readonly allowMissing: boolean;
  readonly resumeCommand: ResumeCommand;
}

/**
 * Holds runs against each other.
 *
 * @returns their shards, ascending.
 * @throws {MergeError} where they are of different plans, or not all of one.
 */
export function fitTogether(
  runs: readonly SourceRun[],
  { allowMissing, resumeCommand }: FitOptions,
): readonly FittingPart[] {
  const [first, ...others] = runs;
  if (first === undefined) {
    throw new MergeError("Expected shards, found none. Name their folders.");
  }
  for (const other of others) {
    refuse(differences(first, other), (list) => notFitting(first, other, list));
  }
  const parts = runs
    .flatMap((run) => run.parts.map((part) => ({ ...part, run })))
    .sort((a, b) => a.shard.number - b.shard.number);
  refuse(doubled(parts), (list) => `Shards are there twice:\n${list}\nLeave out one of each.`);
  const incomplete = allowMissing ? [] : unfinished(parts, first.division.of, resumeCommand);
  if (incomplete.length > 0) {
    throw new MergeError(
      `Expected all ${first.division.of} shards, finished:\n${incomplete.map(indented).join("\n")}\n` +
        "Finish them, or merge what there is with --allow-missing: the rest is then inconclusive.",
      { code: "SHARDS_INCOMPLETE" },
    );
  }
  refuse(miscounted(parts, first), (list) => `Shards do not make up their plan:\n${list}`);
  return parts;
}

function refuse(found: readonly string[], message: (list: string) => string): void {
  if (found.length > 0) {
    throw new MergeError(message(found.map(indented).join("\n")));
  }
}

function indented(line: string): string {
  return `  ${line}`;
}

function notFitting(first: SourceRun, other: SourceRun, list: string): string {
  return (
    `Expected shards of one plan, found ${first.folder} and ${other.folder}, which differ:\n${list}\n` +
    "Leave out the one that belongs elsewhere, or run it again as the others were."
  );
}

/** @returns why two runs are not of one plan, a sentence each. */
function differences(one: SourceRun, other: SourceRun): readonly string[] {
  const [a, b] = [one.header, other.header];
  const seed = a.seed === b.seed ? [] : [`The seed is ${a.seed}, and ${b.seed}.`];
  const ofPlan = planDifferences(comparable(one, one), comparable(other, one)).map((difference) =>
    difference === orderDifference ? otherCases : difference,
  );
  const found = [...seed, ...ofPlan];
  if (found.length > 0) {
    return found;
  }
  const [of, otherOf] = [one.division.of, other.division.of];
  if (of !== otherOf) {
    return [`The plan was divided into ${of} shards, and into ${otherOf}.`];
  }
  return one.division.division === other.division.division
    ? []
    : ["The plan was divided differently: give all shards the same --durations, or none."];
}

const otherCases =
  "Their cases differ, or what their machines can play. Compare them with sockspec doctor.";

/** Shards may be played on different machines, which every result names. */
function comparable({ header }: SourceRun, { header: { machine } }: SourceRun) {
  const { sockspec = "not known" } = header.versions;
  return { versions: { sockspec }, machine, plan: header.plan ?? noPlan };
}

const noPlan: PlanDigest = {
  cases: 0,
  implementations: {},
  scenarios: {},
  networks: {},
  order: "",
};

function doubled(parts: readonly FittingPart[]): readonly string[] {
  return [...Map.groupBy(parts, ({ shard }) => shard.number)].flatMap(([number, same]) =>
    same.length === 1
      ? []
      : [`${number}/${same[0]?.run.division.of}: ${same.map(described).join(" and ")}`],
  );
}

function described({ run, shard }: FittingPart): string {
  return shard.stopped === null ? run.folder : `${run.folder} (unfinished)`;
}

function unfinished(
  parts: readonly FittingPart[],
  of: number,
  resumeCommand: ResumeCommand,
): readonly string[] {
  const missing = missingShards({ of, shards: parts.map(({ shard }) => shard) });
  return [
    ...(missing.length === 0 ? [] : [`missing: ${shardNames(missing, of)}`]),
    ...parts.flatMap(({ shard, run }) =>
      shard.stopped === null
        ? []
        : [`${shard.number}/${of}: ${shard.stopped}. ${resumeCommand(run)}`],
    ),
  ];
}

/** Journals that were changed by hand could claim anything. */
function miscounted(parts: readonly FittingPart[], { header, division }: SourceRun) {
  const count = parts.reduce((sum, { shard }) => sum + countOf(shard.cases), 0);
  const all = header.plan?.cases ?? 0;
  const isWrong = parts.length === division.of ? count !== all : count > all;
  return isWrong ? [`${all} cases are planned, and the shards have ${count}.`] : [];
}
