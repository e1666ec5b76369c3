/** `pass` and `fail` are about the implementation; the others say why there is neither. */
export type Verdict = "pass" | "fail" | "unsupported" | "inconclusive" | "error";

/**
 * What a case comes to under the rules of the run: `expected` failed as a baseline says, `under-threshold`
 * is left to a threshold, `hidden` is claimed but cannot be judged in this lab, `unclaimed` needs what
 * the implementation does not claim.
 */
export type Outcome =
  | "passed"
  | "flaky"
  | "failed"
  | "expected"
  | "under-threshold"
  | "inconclusive"
  | "error"
  | "hidden"
  | "unclaimed";

/** One requirement, judged on what was observed. */
export interface CheckReport {
  readonly id: string;
  readonly level: "MUST" | "SHOULD";
  readonly status: "pass" | "fail" | "unsupported" | "inconclusive";
  /** The requirement in one sentence, and where it comes from. */
  readonly statement: string;
  readonly source: string;
  readonly expected: string;
  readonly observed: string;
  /** In ms since the case began; null if at no particular moment. */
  readonly brokeAtMs: number | null;
}

/** Whether the situation that a scenario is about really occurred. */
export interface StimulusReport {
  readonly kind: string;
  readonly because: string;
  readonly status: "held" | "missed" | "prevented" | "hidden";
  readonly observed: string;
}

/** What {@link judge} finds in a history. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why there is neither pass nor fail; null if there is. */
  readonly reason: string | null;
  /** The state of the implementation at the end; null if that was not seen. */
  readonly fate: "alive" | "exited" | "killed" | "deaf" | "spinning" | "leaking" | null;
  readonly checks: readonly CheckReport[];
  readonly stimulus: readonly StimulusReport[];
}

/** What tells one case from the others of a run. */
export interface CaseId {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
  /** Starts at 1. */
  readonly repetition: number;
}

/** A case that is going to be played. */
export interface PlannedCaseReport extends CaseId {
  /** Why it cannot be played; null where it can. */
  readonly unsupported: string | null;
}

/** One case that has ended. */
export interface CaseReport extends CaseId, Judgement {
  /** Of the scenario. */
  readonly title: string;
  /** Starts at 1; higher numbers are retries. */
  readonly attempt: number;
  readonly seed: number;
  /** The failed checks that a baseline expects to fail, by id. */
  readonly knownFailures: readonly string[];
  readonly durationMs: number;
  /** The absolute path of its history; null where none was stored. */
  readonly historyFile: string | null;
  /** The command that repeats only this case, with the same bytes. */
  readonly repeatCommand: string;
  /**
   * The screen that `sockspec run` prints for it, without colours: requirement, source, expected and
   * observed, timeline, process, commands. Null for a pass, and for what is unsupported.
   */
  readonly explanation: string | null;
}

/** One lab, from opening to closing. */
export interface SessionReport {
  readonly session: number;
  readonly lab: string;
  readonly network: string;
  readonly kernel: string;
  /** Why nothing that was measured in it counts; null if it does. */
  readonly broken: string | null;
}

/** The summary of one implementation: A to F, or null while a MUST is undecided or nothing was judged. */
export interface GradeReport {
  readonly implementation: string;
  readonly letter: "A" | "B" | "C" | "D" | "F" | null;
  readonly must: { readonly passed: number; readonly judged: number };
  readonly should: { readonly passed: number; readonly judged: number };
}

/** A run that has ended. */
export interface RunReport {
  readonly runId: string;
  /** The absolute path of the folder that has it, for `sockspec report` and `sockspec ladder`. */
  readonly folder: string;
  /** Under the rules of the request: baselines, thresholds, `failOn`, `strict`. */
  readonly outcome: "as-expected" | "failed" | "undecided" | "interrupted";
  /** The exit status that `sockspec run` would have had: 0, 1, 3 or 130. */
  readonly exitStatus: 0 | 1 | 3 | 130;
  /** Why, in one line. */
  readonly why: string;
  /** Each with the attempt that counts, in the order of the plan. */
  readonly cases: readonly (CaseReport & { readonly outcome: Outcome })[];
  /** Cases of the plan without a result, and the reason. */
  readonly notRun: readonly (CaseId & { readonly reason: string })[];
  readonly grades: readonly GradeReport[];
  /** Entries of baselines that match nothing, pass, or fail for another reason: a sentence each. */
  readonly staleBaseline: readonly string[];
  /** What else a reader must know, a sentence each: voided labs, results that could not be stored. */
  readonly warnings: readonly string[];
  readonly durationMs: number;
}
