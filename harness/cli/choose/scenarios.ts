import { inProfile, NothingSelectedError, selectByPattern } from "../../plan/select.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { allScenarios } from "./all-scenarios.ts";

/**
 * @returns the scenarios of the profile, or those that the patterns name whatever their profile.
 * @throws {UsageError | UnknownNameError | InvalidScenarioError}
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
