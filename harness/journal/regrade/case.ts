import type { History } from "../../history/history.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { judge } from "../../verdict/judge.ts";
import type { CheckResult, Judgement, StimulusResult } from "../../verdict/verdict.ts";
import type { CaseResult, SessionResult } from "../case-result.ts";
import { inSession } from "../in-session.ts";
import { wholeCase } from "../rows/stored-case.ts";

/** One thing that a case's second judgement says in another way than its first. */
export interface JudgementDifference {
  /** For example `MUST alive`, or `fate`. */
  readonly what: string;
  /** The status before and after; null where the check or condition does not exist. */
  readonly before: string | null;
  readonly after: string | null;
  /** The checks' observations, if they differ too. */
  readonly observed?: { readonly before: string; readonly after: string };
}

export interface RegradedCase {
  /** As stored in the journal. */
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
  const regraded: CaseResult = { ...wholeCase(stored), ...judgement };
  return {
    stored,
    regraded,
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

/** One comparable part of a judgement. */
interface NamedJudgement {
  readonly what: string;
  readonly status: string;
  /** Expected and observed texts: a changed limit is a difference too. */
  readonly observed: string;
}

function ofCheck({ id, level, status, observed, expected }: CheckResult): NamedJudgement {
  return { what: `${level} ${id}`, status, observed: `${observed} (expected ${expected})` };
}

/** A scenario may have several conditions of one kind. */
function ofStimulus({ kind, status, observed }: StimulusResult, index: number): NamedJudgement {
  return { what: `stimulus ${index + 1}, ${kind}`, status, observed };
}

function compareNamed(
  before: readonly NamedJudgement[],
  after: readonly NamedJudgement[],
): readonly JudgementDifference[] {
  const earlier = new Map(before.map((judgement) => [judgement.what, judgement]));
  const later = new Map(after.map((judgement) => [judgement.what, judgement]));
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((what) => {
    const [was, is] = [earlier.get(what), later.get(what)];
    if (was?.status === is?.status && was?.observed === is?.observed) {
      return [];
    }
    const observed =
      was === undefined || is === undefined || was.observed === is.observed
        ? {}
        : { observed: { before: was.observed, after: is.observed } };
    return [{ what, before: was?.status ?? null, after: is?.status ?? null, ...observed }];
  });
}
