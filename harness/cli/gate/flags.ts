import { existsSync } from "node:fs";
import { loadBaseline, loadSharedBaseline } from "../../implementation/baseline.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import type { FailOn, GateRules, Threshold } from "../../verdict/gate/rules.ts";
import { allScenarios } from "../choose/scenarios.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { parseThreshold } from "./threshold.ts";

/** The options of `sockspec run` that decide whether it passed, and those that bear on them. */
export type GateFlags = Pick<
  RunFlags,
  | "baseline"
  | "updateBaseline"
  | "failOn"
  | "strict"
  | "threshold"
  | "retry"
  | "lastFailed"
  | "shard"
  | "scenario"
  | "scenarios"
  | "profile"
  | "bail"
  | "maxFailures"
>;

/** The gate's rules, as given on the command line. */
export interface GateChoice {
  readonly failOn: FailOn;
  readonly strict: boolean;
  readonly thresholds: readonly Threshold[];
  /** Ids of all scenarios that there are. */
  readonly known: readonly string[];
  readonly retries: number;
  /** The file to write; null where `update` is false. */
  readonly file: string | null;
  /** The entries of the files of `--baseline`. */
  readonly shared: readonly ExpectedFailure[];
  /** Whether to write a file of `--baseline`. */
  readonly update: boolean;
}

/**
 * @param catalogue the scenarios that there are. Default: the bundled ones, and those of --scenarios.
 * @throws {UsageError | UnknownNameError | InvalidManifestError} for options that say too little,
 * or contradict each other.
 */
export async function chooseGate(
  flags: GateFlags,
  catalogue: () => Promise<readonly Scenario[]> = () => allScenarios(flags.scenarios),
): Promise<GateChoice> {
  const { baseline = [], failOn, strict = false, updateBaseline = false } = flags;
  refuseContradictions(flags);
  if (updateBaseline) {
    refuseUpdate(flags);
  }
  const scenarios = await catalogue();
  const [first = null] = baseline;
  const isNew = updateBaseline && first !== null && !existsSync(first);
  return {
    failOn,
    strict,
    retries: flags.retry,
    file: updateBaseline ? first : null,
    update: updateBaseline,
    thresholds: (flags.threshold ?? []).map((text) => parseThreshold(text, scenarios)),
    known: scenarios.map(({ id }) => id),
    shared: isNew ? [] : baseline.flatMap(loadSharedBaseline),
  };
}

/** The rules for a run of these implementations, whose own baselines count beside the shared one. */
export function rulesFor(
  { failOn, strict, thresholds, shared }: GateChoice,
  implementations: readonly Implementation[],
): GateRules {
  const own = implementations.flatMap(loadBaseline);
  return { failOn, strict, thresholds, baseline: [...own, ...shared] };
}

function refuseContradictions(flags: GateFlags) {
  const { bail, lastFailed, maxFailures, retry, shard, threshold } = flags;
  if (bail === true && maxFailures !== undefined) {
    throw new UsageError("--bail means --max-failures 1. Use one of them.");
  }
  const limit = failureLimitWords(flags);
  if (limit !== null && retry > 0) {
    const at = bail === true ? "its first failure" : "that many failures";
    throw new UsageError(
      `${limit} ends the run at ${at}, before --retry could retry anything. Use one of them.`,
    );
  }
  if (threshold !== undefined && shard !== undefined) {
    throw new UsageError(
      "--threshold counts every repetition, and --shard leaves some out. Give it to sockspec merge.",
    );
  }
  const cutter = limit ?? (lastFailed === undefined ? null : "--last-failed");
  if (threshold !== undefined && cutter !== null) {
    throw new UsageError(
      `--threshold counts every repetition, and ${cutter} leaves some out. Use one of them.`,
    );
  }
}

function failureLimitWords({ bail, maxFailures }: GateFlags): string | null {
  if (bail === true) {
    return "--bail";
  }
  return maxFailures === undefined ? null : "--max-failures";
}

/** A baseline made of a part of the cases would say of the others that they pass. */
function refuseUpdate(flags: GateFlags) {
  const { baseline = [], lastFailed, profile, scenario, shard } = flags;
  const limit = failureLimitWords(flags);
  if (baseline.length === 0) {
    throw new UsageError(
      "--update-baseline writes the file of --baseline. Name it: --baseline baseline.json",
    );
  }
  if (baseline.length > 1) {
    throw new UsageError(
      `--update-baseline writes one file of --baseline, found ${baseline.join(" and ")}. Give one of them.`,
    );
  }
  if (shard !== undefined) {
    throw new UsageError(
      "--update-baseline needs a complete run, but --shard leaves cases out. Give it to sockspec merge.",
    );
  }
  const filters = [
    ...(scenario === undefined ? [] : ["-t"]),
    ...(profile === "quick" ? ["--profile quick"] : []),
    ...(lastFailed === undefined ? [] : ["--last-failed"]),
    ...(limit === null ? [] : [limit]),
  ];
  if (filters.length > 0) {
    throw new UsageError(
      `--update-baseline needs a complete run, but ${filters.join(" and ")} leaves cases out. ` +
        "Run without it.",
    );
  }
}
