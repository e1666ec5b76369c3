import { catalogue } from "../../scenarios/catalogue.ts";
import { type ChosenScenarios, chooseAmong } from "../cli/choose/scenarios.ts";
import type { RunFlags } from "../cli/options/run-flags.ts";
import { alone, type Subject } from "../cli/subject/subject.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { SockspecError } from "./sockspec-error.ts";

/**
 * Implementations alone, and with scenarios that no folder holds yet.
 *
 * @throws {SockspecError} where one has the id of a bundled scenario.
 */
export function withOwn(own: readonly Scenario[]): Subject {
  return own.length === 0
    ? alone
    : {
        ...alone,
        scenarios: async (flags) => scenariosFor(own, flags),
        catalogue: async () => allWith(own),
      };
}

/**
 * @returns what the options select of bundled scenarios and these.
 * @throws {SockspecError | NothingSelectedError}
 */
export function scenariosFor(own: readonly Scenario[], flags: RunFlags): ChosenScenarios {
  return chooseAmong(allWith(own), flags);
}

function allWith(own: readonly Scenario[]): readonly Scenario[] {
  const taken = own.find(({ id }) => catalogue.some((scenario) => scenario.id === id));
  if (taken !== undefined) {
    const message = `scenarios: "${taken.id}" already exists; give your scenario another id.`;
    throw new SockspecError(message, { code: "INVALID_SCENARIO", field: "scenarios" });
  }
  return [...own, ...catalogue];
}
