import { z } from "zod";
import type { Wait } from "../history/history.ts";
import type { Parsed } from "../history/parsed.ts";
import { checkLevelSchema } from "../scenario/check.ts";

export const verdictSchema = z.enum(["pass", "fail", "unsupported", "inconclusive", "error"]);

const checkStatusSchema = z.enum(["pass", "fail", "unsupported", "inconclusive"]);

/**
 * The state of the implementation's process at the end: `deaf` is alive but serves nobody,
 * `spinning` uses a processor while idle, `leaking` kept resources that it should have released.
 */
export const fateSchema = z.enum(["alive", "exited", "killed", "deaf", "spinning", "leaking"]);

/** The result of one check on one history. */
export const checkResultSchema = z.object({
  id: z.string(),
  level: checkLevelSchema,
  status: checkStatusSchema,
  statement: z.string(),
  source: z.string(),
  /** The fact in the history that compares with `expected`. */
  observed: z.string(),
  expected: z.string(),
  /** When the requirement broke, in ms since the case began; null if at no particular moment. */
  brokeAtMs: z.number().nullable(),
});

/** Whether the scenario's situation really occurred. */
export const stimulusResultSchema = z.object({
  kind: z.string(),
  because: z.string(),
  status: z.enum(["held", "missed", "prevented", "hidden"]),
  observed: z.string(),
});

/** One number that was measured, never judged. */
export const figureResultSchema = z.object({
  id: z.string(),
  unit: z.string(),
  /** Null where it cannot be told. */
  value: z.number().nullable(),
  /** Why there is no value, where that does not depend on the implementation. */
  whyNone: z.string().exactOptional(),
});

const checkCountSchema = z.object({
  passed: z.int().nonnegative(),
  judged: z.int().nonnegative(),
});

export const gradeSchema = z.object({
  letter: z
    .enum(["A", "B", "C", "D", "F"])
    .nullable()
    .describe("null if a requirement is undecided, or if nothing was judged"),
  must: checkCountSchema,
  should: checkCountSchema,
});

export type Verdict = Parsed<typeof verdictSchema>;
export type CheckStatus = Parsed<typeof checkStatusSchema>;
export type Fate = Parsed<typeof fateSchema>;
export type CheckResult = Parsed<typeof checkResultSchema>;
export type FigureResult = Parsed<typeof figureResultSchema>;
export type StimulusResult = Parsed<typeof stimulusResultSchema>;
export type CheckCount = Parsed<typeof checkCountSchema>;
export type Grade = Parsed<typeof gradeSchema>;
export type GradeLetter = NonNullable<Grade["letter"]>;

export interface Judgement {
  readonly verdict: Verdict;
  readonly fate: Fate | null;
  readonly checks: readonly CheckResult[];
  readonly stimulus: readonly StimulusResult[];
  /** Why there is neither pass nor fail; null if there is. */
  readonly reason: string | null;
  /** What the scenario measures; missing where it measures nothing. */
  readonly figures?: readonly FigureResult[];
  /** Why its figures do not count: the machine may have decided them. Missing where they count. */
  readonly disturbed?: string;
}

/** The part of a {@link CheckResult} that the check's judge provides. */
export interface Finding {
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly brokeAtMs?: number;
  /** True if it failed because something came too late, or not while the driver waited. */
  readonly late?: boolean;
  /** The deadline that it missed, in ms, where it is shorter than the usual two seconds. */
  readonly withinMs?: number;
  /** When the driver waited for what came too late. Default: it may have been at any time. */
  readonly waited?: Pick<Wait, "fromMs" | "toMs">;
  /** Where the protocol asks less for what happened than the check does. */
  readonly level?: CheckResult["level"];
}
