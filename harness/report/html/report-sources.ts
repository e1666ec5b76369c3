import type { Evidence } from "../../evidence/evidence.ts";
import type { History } from "../../history/history.ts";
import type { CaseResult } from "../../journal/case-result.ts";

/** Reads the files next to the journal; null for those that are missing or unreadable. */
export interface ReportSources {
  readonly history: (result: CaseResult) => History | null;
  readonly evidence: (result: CaseResult) => Evidence | null;
  /** A file of the run, such as a capture, by its path relative to the run's folder. */
  readonly file: (path: string) => Uint8Array | null;
}
