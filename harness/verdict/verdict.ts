import type { Check } from "../scenario/check.ts";

export type Verdict = "pass" | "fail" | "unsupported" | "inconclusive" | "error";

export type CheckStatus = "pass" | "fail" | "unsupported" | "inconclusive";

/**
 * What became of the implementation, in a word: `deaf` is alive and serves nobody, `spinning` uses
 * a processor while nothing is asked of it, `leaking` kept what it should have given back.
 */
export type Fate = "alive" | "exited" | "killed" | "deaf" | "spinning" | "leaking";

/** What one check says of one history. */
export interface CheckResult {
  readonly id: string;
  readonly level: Check["level"];
  readonly status: CheckStatus;
  readonly statement: string;
  readonly source: string;
  /** What the history shows, in a sentence a person can hold against `expected`. */
  readonly observed: string;
  readonly expected: string;
  /** When the requirement broke, in ms since the case began, where there is such a moment. */
  readonly brokeAtMs: number | null;
}

/** Whether the situation happened that the scenario is about. */
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
  /** Why there is neither pass nor fail; null where there is. */
  readonly reason: string | null;
}

/** What a judge of one check returns: its part of a {@link CheckResult}. */
export interface Finding {
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly brokeAtMs?: number;
  /** True when it failed because something came too late, or not while the driver waited. */
  readonly late?: boolean;
}
