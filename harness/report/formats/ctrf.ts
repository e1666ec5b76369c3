import { createHash } from "node:crypto";
import type { CaseResult } from "../../journal/case-result.ts";
import { allCases } from "../../journal/not-run.ts";
import type { RunReport } from "../run-report.ts";
import { explainCase, headline } from "./case-text.ts";
import { jsonParts, longList } from "./json-parts.ts";
import { printedIn } from "./printed.ts";
import {
  suiteName,
  type TestedCase,
  type TestedStatus,
  testedCases,
  testName,
} from "./tested-case.ts";

type CtrfStatus = "passed" | "failed" | "skipped" | "other";

const statuses: Readonly<Record<TestedStatus, CtrfStatus>> = {
  pass: "passed",
  fail: "failed",
  "fail-expected": "skipped",
  unsupported: "skipped",
  inconclusive: "other",
  error: "other",
  "not-run": "other",
};

/** A run in the Common Test Report Format, as JSON text; times are in whole milliseconds. */
export function ctrfReport(report: RunReport): string {
  return [...ctrfParts(report)].join("");
}

/** @returns the same piece by piece, a case each: that of a large run does not fit one text. */
export function ctrfParts(report: RunReport): Generator<string> {
  const { run } = report;
  const { header } = run;
  const document = {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    reportId: stableUuid("run", header.runId),
    timestamp: header.startedAt,
    generatedBy: "sockspec",
    results: {
      tool: { name: "sockspec", version: header.versions["sockspec"] ?? "unknown" },
      summary: summaryOf(report),
      tests: longList(),
      environment: {
        reportName: `sockspec ${header.runId}`,
        appName: header.implementations.map(({ name }) => name).join(", "),
        appVersion: header.implementations.map(({ version }) => version ?? "unknown").join(", "),
        osPlatform: "linux",
        osRelease: header.machine.kernel,
        extra: {
          seed: header.seed,
          lab: header.lab,
          command: header.command,
          ...(header.excluded && { excluded: header.excluded }),
        },
      },
    },
  };
  return jsonParts(document, { tests: testsOf(report) });
}

function* testsOf(report: RunReport): Generator<ReturnType<typeof formatTest>> {
  for (const test of testedCases(report)) {
    yield formatTest(test, report);
  }
}

function summaryOf(report: RunReport) {
  const { run, staleEntries } = report;
  const found = { tests: 0, passed: 0, failed: 0, skipped: 0, other: 0, flaky: 0 };
  for (const { status, flaky } of testedCases(report)) {
    found.tests += 1;
    found[statuses[status]] += 1;
    found.flaky += flaky ? 1 : 0;
  }
  const start = Date.parse(run.header.startedAt);
  const workedMs = run.cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const duration = Math.round(run.wallMs ?? workedMs);
  return {
    tests: found.tests,
    passed: found.passed,
    failed: found.failed,
    skipped: found.skipped,
    pending: 0,
    other: found.other,
    flaky: found.flaky,
    suites: new Set(allCases(run).map(suiteName)).size,
    start,
    stop: start + duration,
    duration,
    extra: {
      interrupted: run.interrupted,
      stopped: run.stopped,
      staleBaselineEntries: staleEntries,
    },
  };
}

function formatTest(test: TestedCase, report: RunReport) {
  const { result, others, status, flaky, expectedReasons } = test;
  const { implementation, scenario, network, repetition } = result;
  return {
    id: stableUuid("case", implementation, scenario, network, String(repetition)),
    name: testName(result),
    status: statuses[status],
    rawStatus: status,
    duration: Math.round(result.durationMs),
    suite: [implementation, network],
    ...problemOf(result, report),
    ...stdoutOf(result, report),
    ...(flaky ? { flaky } : {}),
    ...(others.length === 0 ? {} : attemptsOf(others, report)),
    parameters: { seed: result.seed, repetition, lab: result.lab, kernel: result.kernel },
    ...(expectedReasons.length === 0 ? {} : { extra: { baseline: expectedReasons } }),
  };
}

function attemptsOf(others: readonly CaseResult[], report: RunReport) {
  return {
    retries: others.length,
    retryAttempts: others.map((result) => ({
      attempt: result.attempt,
      status: statuses[result.verdict],
      duration: Math.round(result.durationMs),
      ...problemOf(result, report),
      ...stdoutOf(result, report),
    })),
  };
}

/** A pass has a message only when it broke a SHOULD. */
function problemOf(result: CaseResult, report: RunReport) {
  const message = headline(result);
  if (message === "") {
    return {};
  }
  return { message, ...(result.checks.length > 0 ? { trace: explainCase(result, report) } : {}) };
}

/** Standard output and standard error of the implementation, as one; a line each. */
function stdoutOf(result: CaseResult, report: RunReport) {
  const printed = printedIn(result, report);
  return printed === "" ? {} : { stdout: printed.split("\n") };
}

/** @returns the same UUID for the same words in every run: RFC 9562 version 8, from SHA-256. */
export function stableUuid(...words: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest();
  const version = ((digest[6] ?? 0) & 0x0f) | 0x80;
  const variant = ((digest[8] ?? 0) & 0x3f) | 0x80;
  digest[6] = version;
  digest[8] = variant;
  const hex = digest.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}
