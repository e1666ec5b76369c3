import type { CaseResult, SessionResult } from "./case-result.ts";
import type { RunHeader } from "./header.ts";

/** A run as its folder holds it, whether it came to its end or not. */
export interface StoredRun {
  /** The folder that paths in the cases are relative to. */
  readonly folder: string;
  readonly header: RunHeader;
  /** As they count, in the order of the plan: a session that does not count has made its cases `error`. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  /** Without what passed between parts of it that were resumed; null where the run was cut off. */
  readonly wallMs: number | null;
  readonly interrupted: boolean;
  /** What a reader has to know beside that, a sentence each, such as sessions that were cut short. */
  readonly notes?: readonly string[];
}
