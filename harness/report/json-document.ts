import type { CaseResult, SessionResult } from "../run/case-result.ts";
import { type RunHeader, runSchemaVersion } from "../run/run-header.ts";
import type { Grade } from "../verdict/grade.ts";
import { gradesOf } from "./grades.ts";

/** A run as one document, as `--json` writes it. */
export interface RunDocument {
  readonly schemaVersion: typeof runSchemaVersion;
  readonly header: RunHeader;
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly grades: Readonly<Record<string, Grade>>;
  readonly interrupted: boolean;
}

export function runDocument(
  header: RunHeader,
  run: Pick<RunDocument, "cases" | "sessions" | "interrupted">,
): RunDocument {
  const { cases, sessions, interrupted } = run;
  return {
    schemaVersion: runSchemaVersion,
    header,
    cases,
    sessions,
    grades: Object.fromEntries(gradesOf(cases)),
    interrupted,
  };
}
