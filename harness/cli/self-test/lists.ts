import type { FaultyImplementation } from "../../implementation/faults.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { epilogueChecks, ownChecks } from "../../scenario/epilogue.ts";
import {
  type ExpectedKills,
  type KillMatrix,
  killMatrix,
  missedKills,
  type ObservedKills,
  unlistedKills,
} from "../../verdict/kill-matrix.ts";
import { findFaulty, scenariosFor } from "./faults.ts";

/** Compares kills with the lists. With only some of the faults, checks that none kills are no problem. */
export function holdAgainstLists(
  faults: readonly FaultyImplementation[],
  observed: readonly ObservedKills[],
  partly: boolean,
): KillMatrix {
  const matrix = killMatrix({
    scenarios: scenariosFor(faults).map((scenario) => ({
      id: scenario.id,
      checks: ownChecks(scenario).map((check) => check.id),
    })),
    universalChecks: epilogueChecks.map((check) => check.id),
    expected: faults.map(expectedKills),
    observed,
  });
  const problems = matrix.problems.filter(
    (problem) => !(partly && problem.includes("killed by no fault")),
  );
  return { ...matrix, problems };
}

/** @returns the same matrix, with unlisted checks among the problems. */
export function withUnlistedAsProblems({ problems, unlisted, ...matrix }: KillMatrix): KillMatrix {
  return { ...matrix, problems: [...problems, ...unlisted], unlisted: [] };
}

/** Whether all that the fault's list names failed, and if it is `strict` nothing else. */
export function isAsListed(
  result: CaseResult,
  faults: readonly FaultyImplementation[],
  strict: boolean,
): boolean {
  const found = findFaulty(faults, result.implementation);
  if (result.verdict === "inconclusive" || found === undefined) {
    return false;
  }
  const observed = observedKills(result);
  const expected = expectedKills(found);
  const isAllowed = !strict || unlistedKills(expected, observed).length === 0;
  return isAllowed && missedKills(expected, observed).length === 0;
}

export function expectedKills({ fault, implementation }: FaultyImplementation): ExpectedKills {
  return { fault: implementation.name, kills: fault.kills, mayTrip: fault.mayTrip };
}

export function observedKills(result: CaseResult): ObservedKills {
  return {
    fault: result.implementation,
    scenario: result.scenario,
    failedChecks: result.checks.filter((check) => check.status === "fail").map((check) => check.id),
  };
}
