import type { Evidence, EvidenceDigest } from "../evidence/evidence.ts";
import type { History } from "../history/history.ts";
import type { LabKind } from "../lab/lab.ts";
import type { LinkProof } from "../network/proof.ts";
import type { CheckResult, Fate, StimulusResult, Verdict } from "../verdict/verdict.ts";

/** One case as the journal keeps it. */
export interface CaseResult {
  readonly index: number;
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
  readonly lab: LabKind;
  readonly kernel: string;
  readonly congestionControl: string;
  /** The lab session it ran in; null where nothing was run. */
  readonly session: number | null;
  readonly repetition: number;
  /** From 1; above that it was run again because it had failed. */
  readonly attempt: number;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** It needs what the implementation does not claim, so that no lab could judge it. */
  readonly unclaimed: boolean;
  /** What became of the implementation; null where that is hidden or nothing was run. */
  readonly fate: Fate | null;
  readonly checks: readonly CheckResult[];
  readonly stimulus: readonly StimulusResult[];
  readonly durationMs: number;
  /** What the scenario demanded to wait of that, in ms. */
  readonly demandedWaitMs: number;
  /** Where the history is, relative to the run's folder; null where there is none. */
  readonly history: string | null;
  /** Where the evidence is, relative to the run's folder; null where none was kept. */
  readonly evidence: string | null;
  /** What was seen beside the history, in a few numbers; missing or null where nobody looked. */
  readonly digest?: EvidenceDigest | null;
}

/** A case with all that was observed, before the history goes into its file. */
export interface FinishedCase {
  readonly result: CaseResult;
  readonly history: History | null;
  /** Missing or null where none is to be kept. */
  readonly evidence?: PendingEvidence | null;
}

/** Evidence whose files do not lie beside the journal yet. */
export interface PendingEvidence {
  /** Where they are; the evidence names them relative to it. */
  readonly folder: string;
  readonly evidence: Evidence;
}

/** How the control cases of one lab session went. */
export interface SessionResult {
  readonly session: number;
  readonly lab: LabKind;
  readonly network: string;
  readonly kernel: string;
  /** What shows that its link was that network; null where the lab has no wire of its own. */
  readonly proof: LinkProof | null;
  readonly openedInMs: number;
  /**
   * The most memory that the session's driver held, in bytes; without the pages of Node's own
   * program, which all drivers share with the harness.
   */
  readonly driverPeakBytes: number;
  /** From its opening to its closing, and what its cases demanded to wait of that, in ms. */
  readonly durationMs: number;
  readonly waitedMs: number;
  readonly controls: readonly ControlResult[];
  /** Why nothing measured in the session counts, or null. */
  readonly broken: string | null;
}

export interface ControlResult {
  readonly implementation: string;
  readonly scenario: string;
  readonly expected: Verdict;
  readonly verdict: Verdict;
  readonly reason: string | null;
}
