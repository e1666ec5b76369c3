import type { ShardPart } from "../../journal/header.ts";
import type { Network } from "../../network/network.ts";
import { holdsOn, type PlannedCase, planCases } from "../../plan/plan.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import { chooseLastFailed } from "../choose/last-failed.ts";
import type { PreparedAll } from "../choose/prepare.ts";
import { spokenAmong, whyNoScenario } from "../choose/scenarios.ts";
import type { RunSettings, TypedRun } from "../choose/settings.ts";
import { unlessInterrupted } from "../choose/unless-interrupted.ts";
import { rulesFor } from "../gate/flags.ts";
import { thresholdsOver, whyIdle } from "../gate/threshold.ts";
import { networksFor } from "../options/networks.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { shardOf } from "./shard.ts";

/** What is run: implementations that can be started, the cases, and the rules for them. */
export interface ChosenPlan extends PreparedAll {
  readonly rules: GateRules;
  readonly networks: readonly Network[];
  /** What this run plays. */
  readonly plan: readonly PlannedCase[];
  /** That, and what other shards play. */
  readonly wholePlan: readonly PlannedCase[];
  /** The part of the whole plan that is played; undefined where that is all of it. */
  readonly shard: ShardPart | undefined;
  /** Scenarios that were left out on request, by id. */
  readonly excluded: readonly string[];
  /** The options that led to it, which `--last-failed` changes. */
  readonly flags: RunFlags;
  /** Options that select the same cases again. */
  readonly asked: RunFlags;
}

export interface PlanSelection {
  /** Leaves out cases of the plan. Default: none is left out. */
  readonly isWanted?: (planned: PlannedCase) => boolean;
  /** The shard that a resumed run began with. */
  readonly storedShard?: ShardPart | undefined;
}

/**
 * Turns a request into the cases that are run; implementations are built on the way.
 *
 * @returns a sentence where nothing is selected.
 * @throws errors for invalid input, each with a code that maps to status 2.
 */
export async function choosePlan(
  { names, command, flags: given }: TypedRun,
  { gate, lab, signal, subject }: RunSettings,
  { isWanted = () => true, storedShard }: PlanSelection = {},
): Promise<ChosenPlan | string> {
  const named = subject.choose(names, command, { ...given, lab: lab.kind });
  const allRules = rulesFor(gate, named);
  const last = await chooseLastFailed(given, { gate, rules: allRules, implementations: named });
  if (typeof last === "string") {
    return last;
  }
  const flags = last?.flags ?? given;
  const { scenarios, excluded } = await subject.scenarios(flags);
  if (scenarios.length === 0) {
    return whyNoScenario(flags, excluded);
  }
  const networks = networksFor(flags, named);
  if (!networks.some((network) => scenarios.some((scenario) => holdsOn(scenario, network)))) {
    return (
      "the limits of the selected scenarios hold on a clean link only; " +
      "add clean to --network, or select others (sockspec list scenarios --network lte)."
    );
  }
  const wanted = last?.implementations ?? named;
  const unprepared: PreparedAll = { implementations: wanted, prepared: new Map() };
  const ready =
    given.list === true
      ? unprepared
      : await unlessInterrupted(signal, () => subject.prepare(wanted, lab, signal), unprepared);
  const all = planCases({
    abilities: lab.abilities,
    implementations: ready.implementations,
    scenarios: spokenAmong(scenarios, wanted),
    networks,
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const wholePlan = numbered((last?.select(all) ?? all).filter(isWanted));
  const ofPlan = rulesOfPlan(wholePlan, allRules, given);
  const why =
    wholePlan.length === 0 ? "what failed is not among the selected." : whyIdle(wholePlan, ofPlan);
  if (why !== null) {
    return why;
  }
  const { own: plan, shard } = shardOf(wholePlan, given, { stored: storedShard });
  const rules = { ...ofPlan, isPart: shard !== undefined && shard.of > 1 };
  const chosen = { ...ready, rules, networks, plan, wholePlan, shard, excluded, flags };
  return { ...chosen, asked: last?.asked ?? flags };
}

/** Thresholds of a configuration file may be about scenarios that this run leaves out. */
function rulesOfPlan(
  plan: readonly PlannedCase[],
  rules: GateRules,
  { configured }: RunFlags,
): GateRules {
  const isTyped = configured?.used.includes("threshold") !== true;
  return isTyped ? rules : { ...rules, thresholds: thresholdsOver(plan, rules) };
}

/** Cases are identified by their place in the plan. */
function numbered(plan: readonly PlannedCase[]): readonly PlannedCase[] {
  return plan.map((planned, index) => ({ ...planned, index }));
}
