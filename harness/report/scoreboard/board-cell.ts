import type { CaseResult } from "../../run/case-result.ts";
import { type Grade, gradeCases } from "../../verdict/grade.ts";

/** One implementation on one network. */
export interface BoardCell extends Grade {
  readonly network: string;
  /** Every attempt of every repetition. */
  readonly cases: number;
  /** How many of them it does not claim, or the lab could not judge. */
  readonly unsupported: number;
  /** How many of them came to no verdict, or left a requirement open. */
  readonly undecided: number;
}

/** @param cases of one implementation, on any network. */
export function cellOf(network: string, cases: readonly CaseResult[]): BoardCell {
  const own = cases.filter((one) => one.network === network);
  return {
    network,
    ...gradeCases(own),
    cases: own.length,
    unsupported: own.filter(({ verdict }) => verdict === "unsupported").length,
    undecided: own.filter(isUndecided).length,
  };
}

/** @returns whether something that was to be judged was not. */
export function isUndecided({ verdict, checks }: CaseResult): boolean {
  const isOpen = checks.some(({ level, status }) => level === "MUST" && status === "inconclusive");
  return verdict === "error" || verdict === "inconclusive" || isOpen;
}
