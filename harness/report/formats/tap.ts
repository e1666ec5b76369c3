import type { CaseResult } from "../../journal/case-result.ts";
import { formatExcluded } from "../excluded.ts";
import type { RunReport } from "../run-report.ts";
import { headline } from "./case-text.ts";
import { legible } from "./legible.ts";
import { printedIn } from "./printed.ts";
import { countTests, suiteName, type TestedCase, testedCases, testName } from "./tested-case.ts";

/**
 * A run in the Test Anything Protocol: what is unsupported is a SKIP, what fails as the baseline
 * expects a TODO, with diagnostics in YAML for all that did not simply pass.
 *
 * It is version 13, which parsers of 14 take too: `prove` of Debian 12 fails whatever says 14.
 */
export function tapReport(report: RunReport): string {
  return [...tapParts(report)].join("");
}

/** @returns the same piece by piece, a case each: that of a large run does not fit one text. */
export function* tapParts(report: RunReport): Generator<string> {
  const { stopped, header } = report.run;
  const excluded = formatExcluded(header);
  const count = countTests(report);
  yield `TAP version 13\n1..${count}\n${excluded === null ? "" : `# ${excluded}\n`}`;
  let number = 0;
  for (const test of testedCases(report)) {
    number += 1;
    yield `${[formatPoint(test, number), ...formatDiagnostics(test, report)].join("\n")}\n`;
  }
  yield stopped === null ? "" : `Bail out! ${escapeWords(stopped)}\n`;
}

function formatPoint(test: TestedCase, number: number): string {
  const { result, status } = test;
  const isOk = status === "pass" || status === "unsupported";
  const name = `${suiteName(result)}: ${testName(result)}`;
  return `${isOk ? "ok" : "not ok"} ${number} - ${escapeWords(name)}${formatDirective(test)}`;
}

function formatDirective({ status, result, expectedReasons }: TestedCase): string {
  if (status === "unsupported") {
    return ` # SKIP ${escapeWords(headline(result))}`;
  }
  return status === "fail-expected" ? ` # TODO ${escapeWords(expectedReasons.join(" "))}` : "";
}

/** Within a line only a hash can begin a directive; a backslash escapes it. */
function escapeWords(text: string): string {
  return legible(text).replace(/\s+/g, " ").trim().replace(/[\\#]/g, "\\$&");
}

function formatDiagnostics({ result, others, status }: TestedCase, report: RunReport) {
  const failed = result.checks.filter((check) => check.status === "fail");
  const isPlain = failed.length === 0 && others.length === 0;
  if (status === "unsupported" || (status === "pass" && isPlain)) {
    return [];
  }
  const lines = [
    ...(status === "pass" ? [] : [`message: ${yamlString(headline(result))}`]),
    `severity: ${status === "pass" ? "comment" : status === "fail" ? "fail" : status}`,
    `duration_ms: ${Math.round(result.durationMs)}`,
    ...(failed.length === 0 ? [] : ["checks:", ...failed.flatMap(formatCheck)]),
    ...(others.length === 0 ? [] : ["attempts:", ...others.flatMap(formatAttempt)]),
    ...formatPrinted(result, report),
    `repeat: ${yamlString(report.repeatCommand(result))}`,
  ];
  return ["  ---", ...lines.map((line) => `  ${line}`), "  ..."];
}

/** Indented deeper than its key: else Perl's reader takes the next key for another item. */
function formatCheck(check: CaseResult["checks"][number]): readonly string[] {
  const { id, level, statement, source, expected, observed } = check;
  const facts = Object.entries({ id, level, statement, source, expected, observed });
  return facts.map(
    ([key, value], index) => `  ${index === 0 ? "- " : "  "}${key}: ${yamlString(value)}`,
  );
}

function formatAttempt(result: CaseResult): readonly string[] {
  return [
    `  - attempt: ${result.attempt}`,
    `    verdict: ${result.verdict}`,
    `    message: ${yamlString(headline(result))}`,
  ];
}

/** Each line has a bar before it, so that none is empty or sets the indentation of the others. */
function formatPrinted(result: CaseResult, report: RunReport): readonly string[] {
  const printed = printedIn(result, report);
  const lines = legible(printed).split("\n");
  return printed === "" ? [] : ["printed: |", ...lines.map((line) => `  │ ${line}`)];
}

/** A JSON string is a valid YAML string if it holds only what YAML calls printable. */
function yamlString(text: string): string {
  return JSON.stringify(legible(text)).replace(/[\u2028\u2029]/g, (character) =>
    character === "\u2028" ? "\\u2028" : "\\u2029",
  );
}
