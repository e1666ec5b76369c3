import type { CaseResult } from "../../journal/case-result.ts";
import { runSchemaVersion } from "../../journal/header.ts";
import { wholeCase } from "../../journal/rows/stored-case.ts";
import { comparisonDocument } from "../comparison/document.ts";
import { compareRun, isMeasured } from "../comparison/measured-run.ts";
import { gradesOf } from "../grades.ts";
import type { RunReport } from "../run-report.ts";
import { jsonParts, longList } from "./json-parts.ts";
import type { RunDocument } from "./json-schema.ts";
import { printedIn } from "./printed.ts";

export function runDocument(report: RunReport): RunDocument {
  const { cases, notRun } = listsOf(report);
  return { ...documentOf(report), cases: [...cases], notRun: [...notRun] };
}

/** The document, with something else in place of its long lists. */
function documentOf({ run, baseline, staleEntries }: RunReport): RunDocument {
  const { header, sessions, wallMs, interrupted, stopped } = run;
  return {
    schemaVersion: runSchemaVersion,
    header: withoutType(header),
    cases: longList(),
    notRun: longList(),
    sessions: sessions.map(withoutType),
    grades: Object.fromEntries(gradesOf(run)),
    baseline,
    staleEntries,
    wallMs,
    interrupted,
    stopped,
  };
}

function printedOf(result: CaseResult, report: RunReport) {
  const printed = printedIn(result, report);
  return printed === "" ? {} : { printed };
}

/** A journal's lines name their type; here, their place in the document does. */
function withoutType<T extends object>(line: T): T {
  const { type: _, ...rest } = line as T & { readonly type?: string };
  return rest as T;
}

type LongKeys = "cases" | "notRun";

function listsOf(report: RunReport) {
  return { cases: casesOf(report), notRun: notRunOf(report) } satisfies {
    readonly [K in LongKeys]: Iterable<NonNullable<RunDocument[K]>[number]>;
  };
}

function* casesOf(report: RunReport): Generator<RunDocument["cases"][number]> {
  for (const result of report.run.cases) {
    yield { ...withoutType(wholeCase(result)), ...printedOf(result, report) };
  }
}

function* notRunOf({ run }: RunReport): Generator<NonNullable<RunDocument["notRun"]>[number]> {
  for (const missing of run.notRun) {
    const { index, implementation, scenario, network, repetition, seed, reason } = missing;
    yield { index, implementation, scenario, network, repetition, seed, reason };
  }
}

/** @returns the document as JSON text; of a run that measured, what it measured and how that compares. */
export function jsonReport(report: RunReport): string {
  return [...jsonReportParts(report)].join("");
}

/** @returns the same piece by piece, a case each: that of a large run does not fit one text. */
export function* jsonReportParts(report: RunReport): Generator<string> {
  if (isMeasured(report)) {
    yield comparisonDocument(compareRun(report));
    return;
  }
  yield* jsonParts(documentOf(report), listsOf(report));
}
