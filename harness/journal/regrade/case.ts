import type { History } from "../../history/history.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { judge } from "../../verdict/judge.ts";
import type { CheckResult, Judgement, StimulusResult } from "../../verdict/verdict.ts";
import type { CaseResult, SessionResult } from "../case-result.ts";
import { inSession } from "../in-session.ts";

/** One thing that a case's second judgement says in another way than its first. */
export interface JudgementDifference {
  /** Such as `MUST alive`, or `fate`. */
  readonly what: string;
  /** What was said before, and what is said now; null where there is no such thing. */
  readonly before: string | null;
  readonly after: string | null;
  /** What the checks observed, where that differs too. */
  readonly observed?: { readonly before: string; readonly after: string };
}

export interface RegradedCase {
  /** As the journal has it. */
  readonly stored: CaseResult;
  /** The same with the new judgement. */
  readonly regraded: CaseResult;
  /** The verdicts as they count: what a session's controls or its link undid stays undone. */
  readonly verdictBefore: CaseResult["verdict"];
  readonly verdictAfter: CaseResult["verdict"];
  readonly differences: readonly JudgementDifference[];
}

/** Judges a stored history again. Pure, as the judgement is. */
export function regradeCase(
  stored: CaseResult,
  sessions: readonly SessionResult[],
  { scenario, history }: { readonly scenario: Scenario; readonly history: History },
): RegradedCase {
  const judgement = judge(scenario, history);
  const regraded: CaseResult = { ...stored, ...judgement };
  return {
    ...{ stored, regraded },
    verdictBefore: inSession(stored, sessions).verdict,
    verdictAfter: inSession(regraded, sessions).verdict,
    differences: differencesOf(stored, judgement),
  };
}

function differencesOf(before: CaseResult, after: Judgement): readonly JudgementDifference[] {
  const whole = (["verdict", "fate"] as const)
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ what: key, before: before[key], after: after[key] }));
  return [
    ...whole,
    ...compareNamed(before.checks.map(ofCheck), after.checks.map(ofCheck)),
    ...compareNamed(before.stimulus.map(ofStimulus), after.stimulus.map(ofStimulus)),
  ];
}

/** What a judgement says of one thing. */
interface Said {
  readonly what: string;
  readonly status: string;
  /** What was expected and what was observed: a limit that moved is a difference, too. */
  readonly observed: string;
}

function ofCheck({ id, level, status, observed, expected }: CheckResult): Said {
  return { what: `${level} ${id}`, status, observed: `${observed} (expected ${expected})` };
}

/** A scenario may have several conditions of one kind. */
function ofStimulus({ kind, status, observed }: StimulusResult, index: number): Said {
  return { what: `stimulus ${index + 1}, ${kind}`, status, observed };
}

function compareNamed(
  before: readonly Said[],
  after: readonly Said[],
): readonly JudgementDifference[] {
  const old = new Map(before.map((one) => [one.what, one]));
  const now = new Map(after.map((one) => [one.what, one]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const [one, other] = [old.get(what), now.get(what)];
    if (one?.status === other?.status && one?.observed === other?.observed) {
      return [];
    }
    const observed =
      one === undefined || other === undefined || one.observed === other.observed
        ? {}
        : { observed: { before: one.observed, after: other.observed } };
    return [{ what, before: one?.status ?? null, after: other?.status ?? null, ...observed }];
  });
}
