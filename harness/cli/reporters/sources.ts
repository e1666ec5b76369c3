import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEvidence, readHistory } from "../../journal/case-files.ts";
import type { ReportSources } from "../../report/html/report-sources.ts";

/** @returns what lies beside a run's journal; damage to it must not cost the report. */
export function storedSources(folder: string): ReportSources {
  return {
    history: (result) => orNull(() => readHistory({ folder }, result)),
    evidence: (result) => orNull(() => readEvidence({ folder }, result)),
    file: (path) => orNull(() => readFileSync(join(folder, path))),
  };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
