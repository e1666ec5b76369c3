import type { History } from "../../../history/history.ts";
import type { CaseResult } from "../../../journal/case-result.ts";
import type { Network } from "../../../network/network.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { Comparison } from "../compare.ts";
import { counts } from "../counted.ts";

/** One measurement on one network, and what is needed to draw it. */
export interface MeasuredOn {
  readonly scenario: Scenario;
  readonly network: string;
  /** Absent in the header of an older journal. */
  readonly link: Network | undefined;
  /** All of the run, in the order that decides about colours and dashes. */
  readonly implementations: readonly string[];
  /** Those of this measurement and network. */
  readonly comparisons: readonly Comparison[];
  /** Those of this measurement and network, the disturbed ones too. */
  readonly cases: readonly CaseResult[];
  /** Read one at a time: they hold every message. */
  readonly historyOf: (result: CaseResult) => History | null;
}

/** @returns the cases of an implementation that count, in order. */
export function countedCases({ cases }: MeasuredOn, implementation: string): readonly CaseResult[] {
  return cases
    .filter((result) => result.implementation === implementation && counts(result))
    .toSorted((a, b) => a.repetition - b.repetition);
}
