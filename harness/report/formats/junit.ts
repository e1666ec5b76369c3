import type { CaseResult } from "../../journal/case-result.ts";
import { allCases } from "../../journal/not-run.ts";
import type { RunReport } from "../run-report.ts";
import { explainCase, headline } from "./case-text.ts";
import { printedIn } from "./printed.ts";
import { suiteName, type TestedCase, testedAmong, testedCases, testName } from "./tested-case.ts";
import { xmlAttributes, xmlText } from "./xml.ts";

/**
 * A run as JUnit XML, as Jenkins and Maven Surefire define it: a suite for each implementation and
 * network. Unsupported cases and expected failures are skipped; a case that could not be
 * judged is an error; earlier attempts are `flaky…` or `rerun…`, as after Surefire's own retries.
 */
export function junitReport(report: RunReport): string {
  return [...junitParts(report)].join("");
}

/** @returns the same piece by piece, a suite each: that of a large run does not fit one text. */
export function* junitParts(report: RunReport): Generator<string> {
  const suites = Map.groupBy(allCases(report.run), suiteName);
  const { skipped: _, ...attributes } = countsOf(testedCases(report));
  const stopped = report.run.notRun.length === 0 ? report.run.stopped : null;
  const own = stopped === null ? [] : [formatStopped(stopped)];
  const added = own.length;
  const totals = {
    ...attributes,
    tests: attributes.tests + added,
    errors: attributes.errors + added,
  };
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites${xmlAttributes({ name: "sockspec", ...totals })}>\n`;
  for (const [name, cases] of suites) {
    yield* suiteParts(name, [...testedAmong(cases, report)], report);
  }
  yield [...own, "</testsuites>", ""].join("\n");
}

/** A run that ended early, although no case can be named that was not run. */
function formatStopped(reason: string): string {
  const counts = { tests: 1, failures: 0, errors: 1, skipped: 0, time: seconds(0) };
  const error = xmlAttributes({ message: reason, type: "not-run" });
  return [
    `  <testsuite${xmlAttributes({ name: "the run itself", ...counts })}>`,
    `    <testcase${xmlAttributes({ name: "is whole", classname: "sockspec", time: seconds(0) })}>`,
    `      <error${error}>${xmlText(reason)}</error>`,
    "    </testcase>",
    "  </testsuite>",
  ].join("\n");
}

function countsOf(tests: Iterable<TestedCase>) {
  const found = new Map<TestedCase["status"], number>();
  let durationMs = 0;
  for (const { status, result } of tests) {
    found.set(status, (found.get(status) ?? 0) + 1);
    durationMs += result.durationMs;
  }
  const count = (...wanted: readonly TestedCase["status"][]) =>
    wanted.reduce((sum, status) => sum + (found.get(status) ?? 0), 0);
  return {
    tests: count(...found.keys()),
    failures: count("fail"),
    errors: count("inconclusive", "error", "not-run"),
    skipped: count("unsupported", "fail-expected"),
    time: seconds(durationMs),
  };
}

/** Both schemas allow at most three decimals, and no exponent. */
function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function* suiteParts(
  name: string,
  tests: readonly TestedCase[],
  report: RunReport,
): Generator<string> {
  yield [
    `  <testsuite${xmlAttributes({ name, ...countsOf(tests) })}>`,
    "    <properties>",
    ...suiteProperties(tests, report).map(
      ([key, value]) => `      <property${xmlAttributes({ name: key, value })}/>`,
    ),
    "    </properties>",
    "",
  ].join("\n");
  for (const test of tests) {
    yield `${formatTest(test, report)}\n`;
  }
  yield "  </testsuite>\n";
}

function suiteProperties(
  tests: readonly TestedCase[],
  { run }: RunReport,
): readonly (readonly [string, string | number])[] {
  const { header } = run;
  const first = tests[0]?.result;
  const implementation = header.implementations.find(({ name }) => name === first?.implementation);
  const kernels = new Set(tests.map(({ result }) => result.kernel).filter(Boolean));
  return [
    ["sockspec", header.versions["sockspec"] ?? "unknown"],
    ["run", header.runId],
    ["startedAt", header.startedAt],
    ["seed", header.seed],
    ["lab", first?.lab ?? header.lab],
    ["kernel", [...kernels].join(", ") || header.machine.kernel],
    ...(header.excluded === undefined ? [] : [["excluded", header.excluded.join(", ")] as const]),
    ["implementation", implementation?.version ?? first?.implementation ?? "unknown"],
  ];
}

function formatTest(test: TestedCase, report: RunReport): string {
  const { result } = test;
  const attributes = xmlAttributes({
    name: testName(result),
    // Readers split names at dots into packages: each network is one, under its implementation.
    classname: `${result.implementation}.${result.network}`,
    time: seconds(result.durationMs),
  });
  const children = formatOutcome(test, report);
  return children.length === 0
    ? `    <testcase${attributes}/>`
    : [
        `    <testcase${attributes}>`,
        ...children.map((child) => `      ${child}`),
        "    </testcase>",
      ].join("\n");
}

/** In the order of Surefire's schema: an outcome, earlier attempts, output. */
function formatOutcome(test: TestedCase, report: RunReport): readonly string[] {
  const { status, others } = test;
  const failures = others.filter(({ verdict }) => verdict === "fail");
  const errors = others.filter(({ verdict }) => verdict !== "fail");
  const kind = test.flaky ? "flaky" : "rerun";
  const attempts = (tag: string, attempted: readonly CaseResult[]) =>
    attempted.map((attempt) => formatAttempt(`${kind}${tag}`, attempt, report));
  const isError = status === "error" || status === "inconclusive" || status === "not-run";
  return [
    ...(status === "fail" ? [formatProblem("failure", test, report)] : []),
    ...attempts("Failure", failures),
    ...formatSkipped(test),
    ...(isError ? [formatProblem("error", test, report)] : []),
    ...attempts("Error", errors),
    ...formatNotes(test, report),
    ...formatPrinted(test.result, report),
  ];
}

function formatSkipped({ status, result, expectedReasons }: TestedCase): readonly string[] {
  if (status === "unsupported") {
    return [`<skipped${xmlAttributes({ message: headline(result) })}/>`];
  }
  const reasons = expectedReasons.join(" ");
  const message = `fails as expected: ${reasons}`;
  return status === "fail-expected" ? [`<skipped${xmlAttributes({ message })}/>`] : [];
}

function formatProblem(
  tag: "failure" | "error",
  { result, status }: TestedCase,
  report: RunReport,
): string {
  const type = status === "not-run" ? status : problemType(result);
  const attributes = xmlAttributes({ message: headline(result), type });
  return `<${tag}${attributes}>${xmlText(explainCase(result, report))}</${tag}>`;
}

function formatAttempt(tag: string, result: CaseResult, report: RunReport): string {
  const message = `attempt ${result.attempt}: ${headline(result)}`;
  const attributes = xmlAttributes({ message, type: problemType(result) });
  const trace = xmlText(explainCase(result, report));
  return `<${tag}${attributes}><stackTrace>${trace}</stackTrace>${formatPrinted(result, report).join("")}</${tag}>`;
}

/** Standard output and standard error of the implementation, as one: `system-out` is our own. */
function formatPrinted(result: CaseResult, report: RunReport): readonly string[] {
  const printed = printedIn(result, report);
  return printed === "" ? [] : [`<system-err>${xmlText(printed)}</system-err>`];
}

/** Readers group failures by this: the requirement that broke, or the kind of trouble. */
function problemType({ verdict, checks }: CaseResult): string {
  const failed = checks.filter(({ status }) => status === "fail");
  const broken = failed.find(({ level }) => level === "MUST") ?? failed[0];
  const isJudged = verdict === "pass" || verdict === "fail";
  return isJudged && broken !== undefined ? broken.id : verdict;
}

/** Details of a skipped or passed test: known failures, a broken SHOULD. */
function formatNotes({ status, result }: TestedCase, report: RunReport): readonly string[] {
  const brokeSome = result.checks.some((check) => check.status === "fail");
  const isTold = status === "fail-expected" || (status === "pass" && brokeSome);
  return isTold ? [`<system-out>${xmlText(explainCase(result, report))}</system-out>`] : [];
}
