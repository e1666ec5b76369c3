import { inProfile, selectByPattern, UnknownNameError } from "../../plan/select.ts";
import { profileSchema, type Scenario } from "../../scenario/scenario.ts";
import { allScenarios } from "./all-scenarios.ts";

export interface ScenarioFlags {
  readonly scenario?: readonly string[];
  readonly scenarios?: string;
  readonly profile?: string;
}

/**
 * @returns the scenarios of the profile, or those that the patterns name whatever their profile.
 * @throws {UsageError | UnknownNameError | InvalidScenarioError}
 */
export async function chooseScenarios(flags: ScenarioFlags): Promise<readonly Scenario[]> {
  const all = await allScenarios(flags.scenarios);
  const patterns = flags.scenario ?? [];
  const profile = parseProfile(flags.profile ?? "default");
  const selected = selectByPattern("scenario", all, patterns);
  const named = patterns.length > 0 && flags.profile === undefined;
  return named ? selected : inProfile(selected, profile);
}

function parseProfile(name: string) {
  const parsed = profileSchema.safeParse(name);
  if (!parsed.success) {
    throw new UnknownNameError("profile", name, profileSchema.options);
  }
  return parsed.data;
}
