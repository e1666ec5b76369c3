import type { Implementation } from "../implementation/manifest.ts";
import { deriveSeed } from "../protocol/random.ts";
import type { Scenario } from "../scenario/scenario.ts";

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
          unsupported: whyUnsupported(scenario, implementation),
        });
      }
    }
  }
  return cases;
}

function whyUnsupported(scenario: Scenario, implementation: Implementation): string | null {
  if (!scenario.protocols.some((protocol) => implementation.protocols.includes(protocol))) {
    return `needs the protocol ${scenario.protocols.join(" or ")}`;
  }
  const missing = scenario.claims?.filter((claim) => !implementation.claims.includes(claim)) ?? [];
  return missing.length === 0 ? null : `does not claim ${missing.join(", ")}`;
}
