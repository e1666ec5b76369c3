import { chooseNetworks } from "../../network/choose.ts";
import type { Network } from "../../network/network.ts";
import { holdsOn, type PlannedCase, planCases } from "../../plan/plan.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import { isUnder } from "../../verdict/gate/threshold.ts";
import { chooseGate, type GateChoice, rulesFor } from "../gate/flags.ts";
import { chooseImplementations } from "./implementations.ts";
import { type LastFailed, selectLastFailed } from "./last-failed.ts";
import { type PreparedAll, prepareAll } from "./prepare-all.ts";
import type { RunFlags } from "./run-flags.ts";
import { chooseScenarios } from "./scenarios.ts";

/** What a command line selects, and what it holds that to. */
export interface ChosenCases extends PreparedAll {
  readonly networks: readonly Network[];
  readonly plan: readonly PlannedCase[];
  /** The options that led to them, which `--last-failed` changes. */
  readonly flags: RunFlags;
  /** What selects the same cases again. */
  readonly asked: RunFlags;
  readonly gate: GateChoice;
  readonly rules: GateRules;
}

export interface CommandLine {
  readonly names: readonly string[];
  /** What followed `--`, or null. */
  readonly command: readonly string[] | null;
  readonly flags: RunFlags;
}

/**
 * @returns a sentence where nothing is selected.
 * @throws for what cannot be understood: each with a code that stands for bad usage.
 */
export async function chooseCases(
  { names, command, flags: given }: CommandLine,
  lab: LabChoice,
  signal: AbortSignal,
): Promise<ChosenCases | string> {
  const gate = await chooseGate(given);
  const named = chooseImplementations(names, command, { ...given, lab: lab.kind });
  const rules = rulesFor(gate, named);
  const last = await lastFailedOf(given, { gate, rules, implementations: named });
  if (typeof last === "string") {
    return `--last-failed: ${last}`;
  }
  const flags = last?.flags ?? given;
  const scenarios = await chooseScenarios(flags);
  if (scenarios.length === 0) {
    const patterns = (flags.scenario ?? []).join(", ");
    return `no scenario of the profile ${flags.profile} matches ${patterns}.`;
  }
  const networks = chooseNetworks(flags.network ?? ["clean"]);
  if (!networks.some((network) => scenarios.some((one) => holdsOn(one, network)))) {
    return (
      "the limits of the selected scenarios hold on a clean link only; " +
      "add clean to --network, or select others (sockspec list scenarios --network lte)."
    );
  }
  const { implementations, prepared } = await prepareAll(
    last?.implementations ?? named,
    lab,
    signal,
  );
  const whole = planCases({
    abilities: lab.abilities,
    ...{ scenarios, implementations, networks },
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const plan = last?.select(whole) ?? whole;
  const why = plan.length === 0 ? "what failed is not among the selected." : idle(plan, rules);
  const asked = last?.asked ?? flags;
  return why ?? { implementations, prepared, networks, plan, flags, asked, gate, rules };
}

async function lastFailedOf(
  flags: RunFlags,
  options: Pick<ChosenCases, "gate" | "rules" | "implementations">,
): Promise<LastFailed | string | null> {
  if (flags.lastFailed === undefined) {
    return null;
  }
  const isFiltered = flags.scenario !== undefined || flags.profile !== undefined;
  const known = isFiltered
    ? (await chooseScenarios(flags)).map(({ id }) => id)
    : options.gate.known;
  return selectLastFailed(flags, { ...options, known });
}

/** A threshold under which nothing can run would be met by nothing. */
function idle(plan: readonly PlannedCase[], { thresholds }: GateRules): string | null {
  const runnable = plan.filter(({ unsupported }) => unsupported === null);
  const found = thresholds.find((threshold) =>
    runnable.every(({ scenario }) => !isUnder(threshold, { scenario: scenario.id })),
  );
  return found === undefined
    ? null
    : `--threshold: no case that can run here is under "${found.text}". Select its scenario too.`;
}
