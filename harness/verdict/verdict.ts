import type { Check } from "../scenario/check.ts";

export type Verdict = "pass" | "fail" | "unsupported" | "inconclusive" | "error";

export type CheckStatus = "pass" | "fail" | "unsupported" | "inconclusive";

/**
 * What became of the implementation: `deaf` is alive but serves nobody, `spinning` uses
 * a processor while idle, `leaking` kept resources that it should have released.
 */
export type Fate = "alive" | "exited" | "killed" | "deaf" | "spinning" | "leaking";

/** The result of one check on one history. */
export interface CheckResult {
  readonly id: string;
  readonly level: Check["level"];
  readonly status: CheckStatus;
  readonly statement: string;
  readonly source: string;
  /** What the history shows, comparable with `expected`. */
  readonly observed: string;
  readonly expected: string;
  /** When the requirement broke, in ms since the case began; null if at no particular moment. */
  readonly brokeAtMs: number | null;
}

/** Whether the scenario's situation really occurred. */
export interface StimulusResult {
  readonly kind: string;
  readonly because: string;
  readonly status: "held" | "missed" | "hidden";
  readonly observed: string;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly fate: Fate | null;
  readonly checks: readonly CheckResult[];
  readonly stimulus: readonly StimulusResult[];
  /** Why there is neither pass nor fail; null if there is. */
  readonly reason: string | null;
}

/** What the judge of one check contributes to a {@link CheckResult}. */
export interface Finding {
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly brokeAtMs?: number;
  /** True if it failed because something came too late, or not while the driver waited. */
  readonly late?: boolean;
}
