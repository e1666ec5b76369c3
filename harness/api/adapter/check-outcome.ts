import type { CaseReport, CheckReport } from "../report.ts";
import type { PlayedCase } from "./batch.ts";
import { RequirementError } from "./requirement-error.ts";

/** What a test does, and what it says beside. */
export type CheckOutcome =
  | { readonly state: "pass"; readonly notes: readonly string[] }
  | { readonly state: "skip"; readonly why: string }
  | {
      readonly state: "fail";
      readonly error: RequirementError;
      /** The same without the screen of its case, for where another test has shown it. */
      readonly brief: RequirementError;
      /** Whether it is about no check in particular, so that other tests say the same. */
      readonly isWhole: boolean;
    };

export interface OutcomeRules {
  readonly failOn: "must" | "should";
  readonly inconclusive: "fail" | "skip";
}

/** @returns the outcome of one check over all repetitions of its case: the worst of them. */
export function outcomeOfCheck(
  played: PlayedCase,
  check: string,
  rules: OutcomeRules,
): CheckOutcome {
  if ("notRun" in played) {
    return failedAsAWhole(`Not played: ${played.notRun}`);
  }
  const all = played.reports.map((report) => outcomeIn(report, check, rules));
  const worst = all.find(({ state }) => state === "fail") ?? all.find(isSkip);
  const notes = all.flatMap((outcome) => (outcome.state === "pass" ? outcome.notes : []));
  return worst ?? { state: "pass", notes: [...new Set(notes)] };
}

function isSkip({ state }: CheckOutcome): boolean {
  return state === "skip";
}

function outcomeIn(report: CaseReport, id: string, rules: OutcomeRules): CheckOutcome {
  const { verdict, reason, checks, explanation } = report;
  const check = checks.find((each) => each.id === id);
  if (verdict === "error") {
    return failedAsAWhole(
      `sockspec could not judge it, which is not the server's fault: ${reason}`,
    );
  }
  if (check === undefined) {
    return verdict === "unsupported"
      ? { state: "skip", why: reason ?? "unsupported" }
      : withoutVerdict(reason ?? "it was not judged", null, rules);
  }
  switch (check.status) {
    case "pass":
      return { state: "pass", notes: [] };
    case "unsupported":
      return { state: "skip", why: check.observed };
    case "inconclusive":
      return withoutVerdict(check.observed, explanation, rules);
    case "fail":
      return outcomeOfFailure(report, check, rules);
  }
}

/** @param explanation null where the whole case has no verdict. */
function withoutVerdict(
  why: string,
  explanation: string | null,
  { inconclusive }: OutcomeRules,
): CheckOutcome {
  if (inconclusive === "skip") {
    return { state: "skip", why: `no verdict: ${why}` };
  }
  const message = `No verdict: ${why}`;
  return explanation === null
    ? failedAsAWhole(message)
    : failed(`${message}\n${explanation}`, message);
}

function outcomeOfFailure(
  { explanation, knownFailures, repeatCommand }: CaseReport,
  { id, level, statement, source, expected, observed }: CheckReport,
  { failOn }: OutcomeRules,
): CheckOutcome {
  const difference = `expected ${expected}, observed ${observed}`;
  if (knownFailures.includes(id)) {
    return { state: "pass", notes: [`fails as the baseline expects: ${difference}`] };
  }
  if (level === "SHOULD" && failOn === "must") {
    return { state: "pass", notes: [`SHOULD, but does not: ${statement} ${difference}`] };
  }
  const brief = [
    `${level} ${id}  ${statement}`,
    `  source    ${source}`,
    `  expected  ${expected}`,
    `  observed  ${observed}`,
    `  repeat    ${repeatCommand}`,
  ].join("\n");
  return failed(explanation ?? brief, brief);
}

function failed(message: string, brief: string): CheckOutcome {
  return {
    state: "fail",
    error: new RequirementError(message),
    brief: new RequirementError(brief),
    isWhole: false,
  };
}

/** Why there is no verdict, for a server that never started, or a lab that could not be opened. */
export function failedAsAWhole(message: string): CheckOutcome {
  const error = new RequirementError(message);
  return { state: "fail", error, brief: error, isWhole: true };
}
