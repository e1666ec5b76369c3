import type { CaseResult } from "../../journal/case-result.ts";
import { gradeCases } from "../../verdict/grade.ts";
import type { Grade } from "../../verdict/verdict.ts";

/** A grade, and the cases that it does not cover. */
export interface BoardGrade extends Grade {
  /** Every attempt of every repetition. */
  readonly cases: number;
  /** How many are outside the implementation's claims, or cannot be judged in the lab. */
  readonly unsupported: number;
  /** How many reached no verdict, or left a requirement undecided. */
  readonly undecided: number;
}

/** One implementation on one network. */
export interface BoardCell extends BoardGrade {
  readonly network: string;
}

/** @param cases of one implementation, on any network. */
export function cellOf(network: string, cases: readonly CaseResult[]): BoardCell {
  return { network, ...boardGrade(cases.filter((result) => result.network === network)) };
}

export function boardGrade(cases: readonly CaseResult[]): BoardGrade {
  return {
    ...gradeCases(cases),
    cases: cases.length,
    unsupported: cases.filter(({ verdict }) => verdict === "unsupported").length,
    undecided: cases.filter(isUndecided).length,
  };
}

/** @returns whether something that should have been judged was not. */
export function isUndecided({ verdict, checks }: CaseResult): boolean {
  const isOpen = checks.some(({ level, status }) => level === "MUST" && status === "inconclusive");
  return verdict === "error" || verdict === "inconclusive" || isOpen;
}
