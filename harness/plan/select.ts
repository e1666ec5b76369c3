import { nearestNames } from "../scenario/nearest-name.ts";
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
  readonly code: "UNKNOWN_NAME" | "NOTHING_SELECTED" = "UNKNOWN_NAME";

  constructor(kind: string, wanted: string, known: readonly string[]) {
    super(`There is no ${kind} "${wanted}". ${adviceFor(kind, wanted, known)}`);
  }
}

/** The selection matches nothing, so there is nothing to run. */
export class NothingSelectedError extends UnknownNameError {
  override readonly code = "NOTHING_SELECTED";
}

const nearMax = 3;
/** More names than this are not listed in a sentence. */
const knownMax = 12;

function adviceFor(kind: string, wanted: string, known: readonly string[]): string {
  if (kind === "scenario" && wanted.includes(",")) {
    return "A pattern is one id or a part of it; for several, repeat the option.";
  }
  const near = nearestNames(wanted.replace(/[/*]+$/, ""), known, nearMax);
  const [last = "", ...others] = near.map((name) => `"${name}"`).reverse();
  if (near.length > 0) {
    return `Did you mean ${others.length === 0 ? "" : `${others.reverse().join(", ")} or `}${last}?`;
  }
  if (known.length <= knownMax) {
    return `Known: ${known.join(", ")}.`;
  }
  const some = `Known: ${known.slice(0, nearMax).join(", ")} and ${known.length - nearMax} more`;
  return kind === "scenario" ? `${some}; sockspec list scenarios prints them.` : `${some}.`;
}

/**
 * @param patterns ids, parts of ids, or globs with `*`; none selects everything.
 * @param Refusal the error to throw.
 * @throws {UnknownNameError} for a pattern that selects nothing.
 */
export function selectByPattern<T extends { readonly id: string }>(
  kind: string,
  all: readonly T[],
  patterns: readonly string[],
  Refusal: typeof UnknownNameError = UnknownNameError,
): readonly T[] {
  const known = all.map((item) => item.id);
  const selected = new Set<T>();
  for (const pattern of patterns) {
    const exact = all.filter((item) => item.id === pattern);
    const matching = exact.length > 0 ? exact : all.filter((item) => matches(item.id, pattern));
    if (matching.length === 0) {
      throw new Refusal(kind, pattern, known);
    }
    for (const item of matching) {
      selected.add(item);
    }
  }
  return patterns.length === 0 ? all : all.filter((item) => selected.has(item));
}

function matches(id: string, pattern: string): boolean {
  if (!pattern.includes("*")) {
    return id.includes(pattern);
  }
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(id);
}
