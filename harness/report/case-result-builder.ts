import type { CaseResult } from "../run/case-result.ts";
import type { CheckResult } from "../verdict/verdict.ts";

/** Writes a result by hand, for tests: a case that passed, but for the facts given. */
export function makeCase(facts: Partial<CaseResult> = {}): CaseResult {
  return {
    index: 0,
    implementation: "node",
    scenario: "echo/basic",
    network: "clean",
    lab: "netns",
    kernel: "6.1.0",
    congestionControl: "cubic",
    session: 1,
    repetition: 1,
    attempt: 1,
    seed: 1,
    verdict: "pass",
    reason: null,
    unclaimed: false,
    fate: null,
    checks: [],
    stimulus: [],
    durationMs: 100,
    demandedWaitMs: 0,
    history: null,
    evidence: null,
    ...facts,
  };
}

/** A MUST that passed, but for the facts given. */
export function makeCheck(facts: Partial<CheckResult> = {}): CheckResult {
  return {
    id: "echoed",
    level: "MUST",
    status: "pass",
    statement: "A message comes back unchanged.",
    source: "Protocol contract: echo every frame",
    observed: "9 B echoed unchanged",
    expected: "9 B echoed unchanged",
    brokeAtMs: null,
    ...facts,
  };
}
