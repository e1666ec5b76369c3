import type { Profile, Scenario } from "../scenario/scenario.ts";

/** @returns the scenarios that belong to a profile, in their order. */
export function inProfile(scenarios: readonly Scenario[], profile: Profile): readonly Scenario[] {
  return scenarios.filter(({ profiles }) =>
    profiles === undefined ? profile !== "quick" : profiles.includes(profile),
  );
}
