import { runSchemaVersion } from "../../journal/header.ts";
import { gradesOf } from "../grades.ts";
import type { RunReport } from "../run-report.ts";
import type { RunDocument } from "./json-schema.ts";

export function runDocument({
  run,
  baseline,
  staleEntries,
}: Pick<RunReport, "run" | "baseline" | "staleEntries">): RunDocument {
  const { header, cases, sessions, wallMs, interrupted } = run;
  return {
    schemaVersion: runSchemaVersion,
    header: withoutType(header),
    cases: cases.map(withoutType),
    sessions: sessions.map(withoutType),
    grades: Object.fromEntries(gradesOf(cases)),
    ...{ baseline, staleEntries, wallMs, interrupted },
  };
}

/** A journal's lines name their type; here, their place in the document does. */
function withoutType<T extends object>(line: T): T {
  const { type: _, ...rest } = line as T & { readonly type?: string };
  return rest as T;
}

/** @returns the document as JSON text. */
export function jsonReport(report: RunReport): string {
  return `${JSON.stringify(runDocument(report), null, 2)}\n`;
}
