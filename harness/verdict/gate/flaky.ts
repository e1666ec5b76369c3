import type { BaselineCase } from "../baseline/baseline.ts";
import { type FailOn, gatedVerdict } from "./rules.ts";

/** One attempt at a case. */
export interface AttemptedCase extends BaselineCase {
  /** Starts at 1. */
  readonly repetition: number;
  /** Starts at 1. */
  readonly attempt: number;
}

/** A case with all its attempts, in order; at least one. */
export interface CaseAttempts<T extends AttemptedCase> {
  readonly attempts: readonly T[];
  /** The attempt that counts: one that passed, else the last that failed, else the last. */
  readonly counted: T;
}

/** How often a scenario passed, out of the times it passed or failed. */
export interface PassTally {
  readonly passed: number;
  readonly judged: number;
}

/** A scenario that passes and fails with one implementation on one network. */
export interface FlakySituation extends PassTally {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
}

/**
 * Groups attempts by case, in order of appearance. Only what was tried again is held in groups: a
 * large run has a million cases, and few of them more than one attempt.
 */
export function* attemptsOf<T extends AttemptedCase>(
  cases: readonly T[],
  failOn: FailOn = "must",
): Generator<CaseAttempts<T>> {
  const keyOf = (result: T) => `${situationOf(result)}\n${result.repetition}`;
  const retried = new Set(cases.filter(({ attempt }) => attempt !== 1).map(keyOf));
  const isRetried = (result: T) => retried.size > 0 && retried.has(keyOf(result));
  const groups = Map.groupBy(retried.size === 0 ? [] : cases.filter(isRetried), keyOf);
  for (const result of cases) {
    if (!isRetried(result)) {
      yield { attempts: [result], counted: result };
      continue;
    }
    const group = groups.get(keyOf(result));
    groups.delete(keyOf(result));
    if (group !== undefined) {
      yield countedOf(group, failOn);
    }
  }
}

function countedOf<T extends AttemptedCase>(group: readonly T[], failOn: FailOn): CaseAttempts<T> {
  const attempts = [...group].sort((a, b) => a.attempt - b.attempt);
  const lastThat = (verdict: "pass" | "fail") =>
    attempts.findLast((attempt) => gatedVerdict(attempt, failOn) === verdict);
  const last = attempts.at(-1) as T;
  return { attempts, counted: lastThat("pass") ?? lastThat("fail") ?? last };
}

/** @returns whether the case passed after a failed attempt. */
export function passedOnRetry<T extends AttemptedCase>(
  { attempts, counted }: CaseAttempts<T>,
  failOn: FailOn = "must",
): boolean {
  return (
    gatedVerdict(counted, failOn) === "pass" &&
    attempts.some((attempt) => gatedVerdict(attempt, failOn) === "fail")
  );
}

/** Counts every attempt of every repetition, ignoring those without a pass or fail. */
export function tallyOf(
  cases: readonly Pick<AttemptedCase, "verdict" | "checks">[],
  failOn: FailOn = "must",
): PassTally {
  const verdicts = cases.map((result) => gatedVerdict(result, failOn));
  const passed = verdicts.filter((verdict) => verdict === "pass").length;
  return { passed, judged: passed + verdicts.filter((verdict) => verdict === "fail").length };
}

export function isFlaky({ passed, judged }: PassTally): boolean {
  return passed > 0 && passed < judged;
}

/** @returns the situations that both passed and failed, in the order of the cases. */
export function flakySituations(
  cases: readonly AttemptedCase[],
  failOn: FailOn = "must",
): readonly FlakySituation[] {
  return [...Map.groupBy(cases, situationOf).values()].flatMap((group) => {
    const [first] = group;
    const tally = tallyOf(group, failOn);
    if (first === undefined || !isFlaky(tally)) {
      return [];
    }
    const { implementation, scenario, network } = first;
    return [{ implementation, scenario, network, ...tally }];
  });
}

/** @returns a key that is the same for all repetitions and attempts of a situation. */
export function situationOf(
  result: Pick<AttemptedCase, "implementation" | "scenario" | "network">,
): string {
  return `${result.implementation}\n${result.scenario}\n${result.network}`;
}

/** @param key of {@link situationOf}. */
export function namesOf(key: string) {
  const [implementation = "", scenario = "", network = ""] = key.split("\n");
  return { implementation, scenario, network };
}
