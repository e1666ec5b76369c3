import { catalogue } from "../../scenarios/catalogue.ts";
import { inProfile } from "../plan/profile.ts";
import { selectByPattern, UnknownNameError } from "../plan/select.ts";
import { profileSchema, type Scenario } from "../scenario/scenario.ts";
import { UsageError } from "./usage-error.ts";
import { loadUserScenarios } from "./user-scenarios.ts";

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

/** @throws {UsageError | InvalidScenarioError} */
export async function allScenarios(folder: string | undefined): Promise<readonly Scenario[]> {
  if (folder === undefined) {
    return catalogue;
  }
  const own = await loadUserScenarios(folder);
  const ids = [...own, ...catalogue].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(`--scenarios: "${twice}" exists already; give it an id of its own.`);
  }
  return [...own, ...catalogue];
}

function parseProfile(name: string) {
  const parsed = profileSchema.safeParse(name);
  if (!parsed.success) {
    throw new UnknownNameError("profile", name, profileSchema.options);
  }
  return parsed.data;
}
