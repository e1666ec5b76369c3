import type { CaseResult } from "../../journal/case-result.ts";
import { runSchemaVersion } from "../../journal/header.ts";
import { comparisonDocument } from "../comparison/document.ts";
import { compareRun, isMeasured } from "../comparison/measured-run.ts";
import { gradesOf } from "../grades.ts";
import type { RunReport } from "../run-report.ts";
import type { RunDocument } from "./json-schema.ts";
import { printedIn } from "./printed.ts";

export function runDocument(report: RunReport): RunDocument {
  const { run, baseline, staleEntries } = report;
  const { header, cases, notRun, sessions, wallMs, interrupted, stopped } = run;
  return {
    schemaVersion: runSchemaVersion,
    header: withoutType(header),
    cases: cases.map((result) => ({ ...withoutType(result), ...printedOf(result, report) })),
    notRun: notRun.map(
      ({ index, implementation, scenario, network, repetition, seed, reason }) => ({
        index,
        implementation,
        scenario,
        network,
        repetition,
        seed,
        reason,
      }),
    ),
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

/** @returns the document as JSON text; of a run that measured, what it measured and how that compares. */
export function jsonReport(report: RunReport): string {
  if (isMeasured(report)) {
    return comparisonDocument(compareRun(report));
  }
  return `${JSON.stringify(runDocument(report), null, 2)}\n`;
}
