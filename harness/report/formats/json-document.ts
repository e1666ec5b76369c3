import type { CaseResult, SessionResult } from "../../journal/case-result.ts";
import { type RunHeader, runSchemaVersion } from "../../journal/header.ts";
import type { ExpectedFailure } from "../../verdict/baseline/baseline.ts";
import type { Grade } from "../../verdict/grade.ts";
import { gradesOf } from "../grades.ts";
import type { RunReport } from "../run-report.ts";

/** A run as one document; docs/schemas/run.schema.json describes it. */
export interface RunDocument {
  readonly schemaVersion: typeof runSchemaVersion;
  readonly header: RunHeader;
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly grades: Readonly<Record<string, Grade>>;
  readonly baseline: readonly ExpectedFailure[];
  readonly staleEntries: readonly string[];
  /** Null when the run was interrupted. */
  readonly wallMs: number | null;
  readonly interrupted: boolean;
}

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
