import { nearestName } from "../scenario/nearest-name.ts";
import type { Profile, Scenario } from "../scenario/scenario.ts";

/** @returns the scenarios that belong to a profile, in their order. */
export function inProfile(scenarios: readonly Scenario[], profile: Profile): readonly Scenario[] {
  return scenarios.filter(({ profiles }) =>
    profiles === undefined ? profile !== "quick" : profiles.includes(profile),
  );
}

/** A name or pattern selects nothing that exists. */
export class UnknownNameError extends Error {
  override readonly name = "UnknownNameError";
  readonly code = "UNKNOWN_NAME";

  constructor(kind: string, wanted: string, known: readonly string[]) {
    const near = nearestName(wanted, known);
    const advice = near === null ? `Known: ${known.join(", ")}.` : `Did you mean "${near}"?`;
    super(`There is no ${kind} "${wanted}". ${advice}`);
  }
}

/**
 * @param patterns ids, parts of ids, or globs with `*`; none selects everything.
 * @throws {UnknownNameError} for a pattern that selects nothing.
 */
export function selectByPattern<T extends { readonly id: string }>(
  kind: string,
  all: readonly T[],
  patterns: readonly string[],
): readonly T[] {
  const known = all.map((one) => one.id);
  const selected = new Set<T>();
  for (const pattern of patterns) {
    const exact = all.filter((one) => one.id === pattern);
    const matching = exact.length > 0 ? exact : all.filter((one) => matches(one.id, pattern));
    if (matching.length === 0) {
      throw new UnknownNameError(kind, pattern, known);
    }
    for (const one of matching) {
      selected.add(one);
    }
  }
  return patterns.length === 0 ? all : all.filter((one) => selected.has(one));
}

function matches(id: string, pattern: string): boolean {
  if (!pattern.includes("*")) {
    return id.includes(pattern);
  }
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(id);
}
