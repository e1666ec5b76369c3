import { catalogue } from "../../../scenarios/catalogue.ts";
import { inProfile, NothingSelectedError, selectByPattern } from "../../plan/select.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";

/**
 * @returns the scenarios of the profile, or those that the patterns name whatever their profile.
 * @throws {UsageError | NothingSelectedError | InvalidScenarioError}
 */
export async function chooseScenarios(
  flags: Pick<RunFlags, "scenario" | "scenarios" | "profile">,
): Promise<readonly Scenario[]> {
  const all = await allScenarios(flags.scenarios);
  const patterns = flags.scenario ?? [];
  const selected = selectByPattern("scenario", all, patterns, NothingSelectedError);
  const named = patterns.length > 0 && flags.profile === undefined;
  return named ? selected : inProfile(selected, flags.profile ?? "default");
}

/** @throws {UsageError | InvalidScenarioError} */
export async function allScenarios(folder: string | undefined): Promise<readonly Scenario[]> {
  if (folder === undefined) {
    return catalogue;
  }
  // Only here is the validator needed, which takes longer to load than all the rest.
  const { loadUserScenarios } = await import("./user-scenarios.ts");
  const own = await loadUserScenarios(folder);
  const ids = [...own, ...catalogue].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(`--scenarios: "${twice}" exists already; give it an id of its own.`);
  }
  return [...own, ...catalogue];
}
