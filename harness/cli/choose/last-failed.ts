import type { Implementation } from "../../implementation/manifest.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { namesOfWires } from "../../network/choose.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { type CaseOutcome, outcomeOfCase } from "../../verdict/gate/case.ts";
import { attemptsOf } from "../../verdict/gate/flaky.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import { UsageError } from "../exit-status.ts";
import { findRun, storedRuns } from "../find-run.ts";
import type { GateChoice } from "../gate/flags.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { readSparingly } from "../spare-memory.ts";
import { chooseScenarios } from "./scenarios.ts";

/** The part of a plan that an earlier run says is worth running again. */
export interface LastFailed {
  /** The options that lead to the cases of that run, with its bytes. */
  readonly flags: RunFlags;
  /** The request, with the run's folder: by the next run, another one will be the latest. */
  readonly asked: RunFlags;
  /** Those that have such a case. */
  readonly implementations: readonly Implementation[];
  /** @returns the cases, in their order, numbered from 0. */
  select(plan: readonly PlannedCase[]): readonly PlannedCase[];
}

/**
 * @returns null where `--last-failed` is not asked for; a sentence where nothing failed.
 * @throws {UsageError | InvalidJournalError} for a run that cannot be read.
 */
export async function chooseLastFailed(
  flags: RunFlags,
  options: {
    readonly gate: Pick<GateChoice, "known">;
    readonly rules: GateRules;
    readonly implementations: readonly Implementation[];
  },
): Promise<LastFailed | string | null> {
  if (flags.lastFailed === undefined) {
    return null;
  }
  const isFiltered =
    flags.scenario !== undefined || flags.exclude !== undefined || flags.profile !== undefined;
  const known = isFiltered
    ? (await chooseScenarios(flags)).scenarios.map(({ id }) => id)
    : options.gate.known;
  const selected = selectLastFailed(flags, { ...options, known });
  return typeof selected === "string" ? `--last-failed: ${selected}` : selected;
}

/**
 * Finds what failed, unless the baseline expects it, and what was left undecided; strictly, what was
 * flaky or hidden, too.
 *
 * @param known ids of the scenarios that the command line selects, or of all of them.
 * @returns a sentence if there is nothing.
 * @throws {UsageError | InvalidJournalError} for a run that cannot be read.
 */
function selectLastFailed(
  flags: RunFlags,
  options: {
    readonly rules: GateRules;
    readonly implementations: readonly Implementation[];
    readonly known: readonly string[];
  },
): LastFailed | string {
  const { implementations, known, rules } = options;
  const run = readSparingly(folderOf(flags));
  const cases = worthAnother(run.cases, { ...rules, thresholds: [] });
  if (cases.length === 0) {
    return `nothing failed in ${run.folder}.`;
  }
  const names = implementations.map(({ name }) => name);
  const own = cases.filter((result) => names.includes(result.implementation));
  if (own.length === 0) {
    const others = [...new Set(cases.map((result) => result.implementation))].join(", ");
    return `what failed in ${run.folder} is of ${others}: name it on the command line.`;
  }
  const selected = own.filter((result) => known.includes(result.scenario));
  if (selected.length === 0) {
    const ids = [...new Set(own.map((result) => result.scenario))].join(", ");
    return `what failed in ${run.folder} is ${ids}, which is not selected: see -t and --scenarios.`;
  }
  return {
    flags: flagsFor(run, selected, flags),
    asked: { ...flags, lastFailed: run.folder },
    implementations: implementations.filter(({ name }) =>
      selected.some((result) => result.implementation === name),
    ),
    select: (plan) => selectFrom(plan, selected, flags.repeatEach === 1),
  };
}

/** Flags that repeat the seed of that run, and its networks unless some are named. */
function flagsFor(run: StoredRun, selected: readonly CaseResult[], flags: RunFlags): RunFlags {
  // A profile would leave out what the other run was asked for by name.
  const { profile: _, ...rest } = flags;
  const names = new Set(selected.map(({ network }) => network));
  const wires = run.header.networks.filter(({ name }) => names.has(name)).map(namesOfWires);
  const repetitions = Math.max(...selected.map(({ repetition }) => repetition));
  return {
    ...rest,
    scenario: [...new Set(selected.map(({ scenario }) => scenario))],
    network: flags.network ?? [...new Set(wires.map(({ client }) => client))],
    ...upstreamsFor(wires, flags),
    seed: run.header.seed,
    repeatEach: flags.repeatEach === 1 ? repetitions : flags.repeatEach,
  };
}

/** None where the run had none. */
function upstreamsFor(
  wires: readonly ReturnType<typeof namesOfWires>[],
  { network, upstreamNetwork }: RunFlags,
): Pick<RunFlags, "upstreamNetwork"> {
  const isAsked = network !== undefined || upstreamNetwork !== undefined;
  return isAsked || wires.every(({ upstream }) => upstream === undefined)
    ? {}
    : { upstreamNetwork: [...new Set(wires.map(({ upstream = "clean" }) => upstream))] };
}

function selectFrom(
  plan: readonly PlannedCase[],
  selected: readonly CaseResult[],
  sameRepetition: boolean,
): readonly PlannedCase[] {
  const matching = plan.filter((planned) =>
    selected.some(
      (result) =>
        result.implementation === planned.implementation.name &&
        result.scenario === planned.scenario.id &&
        result.network === planned.network.name &&
        (result.repetition === planned.repetition || !sameRepetition),
    ),
  );
  return matching.map((planned, index) => ({ ...planned, index }));
}

function folderOf({ lastFailed, output }: RunFlags): string {
  if (typeof lastFailed === "string") {
    return findRun(lastFailed, output);
  }
  const latest = storedRuns(output).at(-1);
  if (latest === undefined) {
    throw new UsageError(
      `--last-failed: expected a run in ${output}, found none. Name its folder.`,
    );
  }
  return latest;
}

const always: readonly CaseOutcome[] = ["failed", "inconclusive", "error"];

function worthAnother(cases: readonly CaseResult[], rules: GateRules): readonly CaseResult[] {
  const wanted = rules.strict ? [...always, "flaky", "hidden"] : always;
  return [...attemptsOf(cases, rules.failOn)]
    .filter((attempted) => wanted.includes(outcomeOfCase(attempted, rules)))
    .map(({ counted }) => counted);
}
