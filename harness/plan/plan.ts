import type { Implementation } from "../implementation/manifest.ts";
import { deriveSeed } from "../protocol/random.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Step } from "../scenario/step.ts";

/** One case that is going to be run, or the reason why it cannot be. */
export interface PlannedCase {
  /** Its place in the plan, from 0. */
  readonly index: number;
  readonly scenario: Scenario;
  readonly implementation: Implementation;
  readonly network: "clean";
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
  readonly unsupported: string | null;
}

export interface PlanOptions {
  readonly scenarios: readonly Scenario[];
  readonly implementations: readonly Implementation[];
  readonly repetitions: number;
  readonly seed: number;
  /** What the lab can do beside connecting; see {@link LabAbilities}. */
  readonly abilities: LabAbilities;
}

/** What a scenario may need of a lab. */
export interface LabAbilities {
  /** It starts the implementation itself, and so can signal and restart it. */
  readonly startsServers: boolean;
  /** It can make the implementation process 1 of a PID namespace. */
  readonly runsAsInit: boolean;
}

/**
 * Lays out the cases, repetition by repetition and scenario by scenario. The seed of a case
 * depends on its scenario and repetition, so that every implementation is sent the same bytes.
 */
export function planCases(options: PlanOptions): readonly PlannedCase[] {
  const cases: PlannedCase[] = [];
  for (let repetition = 1; repetition <= options.repetitions; repetition += 1) {
    for (const scenario of options.scenarios) {
      for (const implementation of options.implementations) {
        cases.push({
          index: cases.length,
          scenario,
          implementation,
          network: "clean",
          repetition,
          seed: deriveSeed(options.seed, scenario.id, repetition),
          unsupported: whyUnsupported(scenario, implementation, options.abilities),
        });
      }
    }
  }
  return cases;
}

function whyUnsupported(
  scenario: Scenario,
  implementation: Implementation,
  abilities: LabAbilities,
): string | null {
  if (!abilities.startsServers && needsServer(scenario)) {
    return "this lab cannot start, signal or restart the implementation";
  }
  if (!abilities.runsAsInit && scenario.start?.asInit === true) {
    return "this lab cannot run the implementation as process 1";
  }
  if (!scenario.protocols.some((protocol) => implementation.protocols.includes(protocol))) {
    return `needs the protocol ${scenario.protocols.join(" or ")}`;
  }
  const missing = scenario.claims?.filter((claim) => !implementation.claims.includes(claim)) ?? [];
  return missing.length === 0 ? null : `does not claim ${missing.join(", ")}`;
}

function needsServer(scenario: Scenario): boolean {
  return scenario.start !== undefined || actsOnServer(scenario.steps);
}

function actsOnServer(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if (step.do === "repeat") {
      return actsOnServer(step.steps);
    }
    return step.do === "together" ? step.branches.some(actsOnServer) : serverActions.has(step.do);
  });
}

const serverActions: ReadonlySet<string> = new Set<Step["do"]>([
  "signal",
  "restart",
  "startSecond",
  "awaitExit",
]);
