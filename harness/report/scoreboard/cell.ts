import type { CaseResult } from "../../journal/case-result.ts";
import { gradeCases } from "../../verdict/grade.ts";
import type { Grade } from "../../verdict/verdict.ts";

/** A grade, and what it does not rest on. */
export interface BoardGrade extends Grade {
  /** Every attempt of every repetition. */
  readonly cases: number;
  /** How many of them it does not claim, or the lab could not judge. */
  readonly unsupported: number;
  /** How many of them came to no verdict, or left a requirement open. */
  readonly undecided: number;
}

/** One implementation on one network. */
export interface BoardCell extends BoardGrade {
  readonly network: string;
}

/** @param cases of one implementation, on any network. */
export function cellOf(network: string, cases: readonly CaseResult[]): BoardCell {
  return { network, ...boardGrade(cases.filter((one) => one.network === network)) };
}

export function boardGrade(cases: readonly CaseResult[]): BoardGrade {
  return {
    ...gradeCases(cases),
    cases: cases.length,
    unsupported: cases.filter(({ verdict }) => verdict === "unsupported").length,
    undecided: cases.filter(isUndecided).length,
  };
}

/** @returns whether something that was to be judged was not. */
export function isUndecided({ verdict, checks }: CaseResult): boolean {
  const isOpen = checks.some(({ level, status }) => level === "MUST" && status === "inconclusive");
  return verdict === "error" || verdict === "inconclusive" || isOpen;
}
