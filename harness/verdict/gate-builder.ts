import type { JudgedCheck } from "./baseline.ts";
import type { GatedCase } from "./gate-case.ts";
import type { GateRules } from "./gate-rules.ts";
import type { Verdict } from "./verdict.ts";

/** Writes a case by hand, for tests: one that passed, but for the facts given. */
export function makeGatedCase(facts: Partial<GatedCase> = {}): GatedCase {
  return {
    ...{ implementation: "node", scenario: "echo/basic", network: "clean" },
    ...{ repetition: 1, attempt: 1, verdict: "pass", unclaimed: false, checks: [] },
    ...facts,
  };
}

/** A MUST that passed, but for the facts given. */
export function makeJudgedCheck(facts: Partial<JudgedCheck> = {}): JudgedCheck {
  return { id: "echoed", level: "MUST", status: "pass", observed: "9 B", ...facts };
}

/** A case with the verdict, and the check that it rests on. */
export function makeVerdict(verdict: Verdict, facts: Partial<GatedCase> = {}): GatedCase {
  const status = verdict === "error" ? "inconclusive" : verdict;
  return makeGatedCase({ verdict, checks: [makeJudgedCheck({ status })], ...facts });
}

/** What `sockspec run` asks for by itself, but for the rules given. */
export function makeRules(rules: Partial<GateRules> = {}): GateRules {
  return { failOn: "must", strict: false, thresholds: [], baseline: [], ...rules };
}
