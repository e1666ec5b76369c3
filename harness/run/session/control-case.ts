import type { ControlResult, FinishedCase } from "../../journal/case-result.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { Verdict } from "../../verdict/verdict.ts";

/** A case whose verdict is known: what it takes to believe the others of its session. */
export interface ControlCase {
  readonly planned: PlannedCase;
  readonly expected: Verdict;
}

/** The cases with which a session proves that what it measures counts. */
export interface ControlCases {
  /** The reference server, which must pass. */
  readonly good: ControlCase;
  /** A server with a fault, which must fail. */
  readonly bad: ControlCase;
  /** A client that must pass, played where clients are. Default: none. */
  readonly client?: ControlCase;
}

export function controlResult(
  { planned, expected }: ControlCase,
  { result }: FinishedCase,
): ControlResult {
  const { verdict } = result;
  const failed = result.checks.find((check) => check.status === "fail");
  return {
    implementation: planned.implementation.name,
    scenario: planned.scenario.id,
    expected,
    verdict,
    reason: result.reason ?? (failed === undefined ? null : `${failed.id}: ${failed.observed}`),
  };
}

export function explainBroken(control: ControlResult): string {
  return (
    `Expected the verdict ${control.expected} for the control case ${control.implementation} on ` +
    `${control.scenario}, found ${control.verdict}` +
    `${control.reason === null ? "" : ` (${control.reason})`}: ` +
    "this machine or the harness is at fault, not the implementations."
  );
}
