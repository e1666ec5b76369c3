import { runSchemaVersion } from "../../journal/header.ts";
import { gradesOf } from "../grades.ts";
import type { RunReport } from "../run-report.ts";
import type { RunDocument } from "./json-schema.ts";

export function runDocument({
  run,
  baseline,
  staleEntries,
}: Pick<RunReport, "run" | "baseline" | "staleEntries">): RunDocument {
  const { header, cases, notRun, sessions, wallMs, interrupted, stopped } = run;
  return {
    schemaVersion: runSchemaVersion,
    header: withoutType(header),
    cases: cases.map(withoutType),
    notRun: notRun.map(
      ({ index, implementation, scenario, network, repetition, seed, reason }) => ({
        ...{ index, implementation, scenario, network, repetition, seed, reason },
      }),
    ),
    sessions: sessions.map(withoutType),
    grades: Object.fromEntries(gradesOf(run)),
    ...{ baseline, staleEntries, wallMs, interrupted, stopped },
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
