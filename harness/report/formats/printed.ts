import { middleCut, printedText } from "../../host/printed-text.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { RunReport } from "../run-report.ts";

/** Enough for several stack traces, in characters. */
const printedCharactersMax = 8192;

/** Size limit that leaves room for the failure itself in a comment or an annotation. */
const briefLinesMax = 20;
const briefLineCharactersMax = 200;

/**
 * @returns what the implementation printed in a case that did not simply pass, its control
 *   characters made visible and a long middle left out; empty where it printed nothing.
 */
export function printedIn(result: CaseResult, { outputOf }: Pick<RunReport, "outputOf">): string {
  const output = passedPlainly(result) ? null : outputOf(result);
  return printedText(output?.text ?? "", printedCharactersMax);
}

/** @returns the last lines of it, which is where a crash says why. */
export function lastPrintedIn(result: CaseResult, report: Pick<RunReport, "outputOf">) {
  const printed = printedIn(result, report);
  const lines = printed === "" ? [] : printed.split("\n");
  return lines.slice(-briefLinesMax).map((line) => middleCut(line, briefLineCharactersMax));
}

/** Most cases pass, and what was printed in them would hide the rest. */
function passedPlainly({ verdict, checks }: CaseResult): boolean {
  const isBroken = checks.some(({ status }) => status === "fail");
  return verdict === "unsupported" || (verdict === "pass" && !isBroken);
}
