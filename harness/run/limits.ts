import type { FinishedCase } from "../journal/case-result.ts";
import { unansweredExtent } from "./unanswered.ts";

/** How many failed cases end a run. */
export interface FailureLimit {
  readonly failures: number;
  /** The option that set it, as messages name it. */
  readonly option: string;
}

export interface LimitOptions {
  /** Null where no number of failures ends the run. */
  readonly failureLimit: FailureLimit | null;
  /** Run no further cases of a server that is wedged. Default: false. */
  readonly skipWedged?: boolean;
}

/** Ends a run, or the part of one implementation, before the plan does. */
export interface Limits {
  /** Counts a case that has ended. */
  note(finished: FinishedCase): void;
  /** Why nothing more is run; null while something is. */
  whyOver(): string | null;
  /** Why no further case of this implementation is run; null while one is. */
  whyWedged(implementation: string): string | null;
  /** Whether a case of this implementation has ended in which any connection got an answer. */
  hasAnswered(implementation: string): boolean;
  /** Everything that has cut the plan short, in one line; null if nothing has. */
  reason(): string | null;
}

/** A server that answers nothing in one case may be right to; in this many, it is broken. */
const unansweredMax = 3;

/** The same for servers that answer during a case, and no longer at its end. */
const unansweredAtEndMax = 8;

export function startLimits({ failureLimit, skipWedged = false }: LimitOptions): Limits {
  const wedged = new Map<string, string>();
  const unanswered = new Map<string, Unanswered>();
  const answered = new Set<string>();
  let failures = 0;
  let over: string | null = null;
  const noteWedged = (finished: FinishedCase) => {
    const { implementation } = finished.result;
    const now = countUnanswered(unanswered.get(implementation) ?? noneUnanswered, finished);
    unanswered.set(implementation, now);
    const why = whyWedged(implementation, now);
    if (why !== null && !wedged.has(implementation)) {
      wedged.set(implementation, why);
    }
  };
  return {
    note(finished) {
      const { implementation, scenario, network, verdict } = finished.result;
      failures += verdict === "fail" ? 1 : 0;
      if (failureLimit !== null && failures >= failureLimit.failures) {
        over ??= `${failureLimit.option} ended the run when ${implementation} failed ${scenario} on ${network}`;
      }
      if (skipWedged) {
        noteWedged(finished);
      }
      if (unansweredExtent(finished.result, finished.history) !== "whole case") {
        answered.add(implementation);
      }
    },
    whyOver: () => over,
    hasAnswered: (implementation) => answered.has(implementation),
    whyWedged: (implementation) => wedged.get(implementation) ?? null,
    reason() {
      const reasons = [...wedged.values(), ...(over === null ? [] : [over])];
      return reasons.length === 0 ? null : reasons.join("; ");
    },
  };
}

/** Cases in a row in which a server left peers without an answer. */
interface Unanswered {
  /** Scenarios in which the connection at the end got no answer. */
  readonly atEnd: readonly string[];
  /** The last of them, in which no connection at all did. */
  readonly wholeCases: number;
}

const noneUnanswered: Unanswered = { atEnd: [], wholeCases: 0 };

function countUnanswered(before: Unanswered, { result, history }: FinishedCase): Unanswered {
  const extent = unansweredExtent(result, history);
  switch (extent) {
    case "unknown":
      return before;
    case "answered":
      return noneUnanswered;
    default:
      return {
        atEnd: [...before.atEnd, result.scenario],
        wholeCases: extent === "whole case" ? before.wholeCases + 1 : 0,
      };
  }
}

function whyWedged(implementation: string, { atEnd, wholeCases }: Unanswered): string | null {
  if (wholeCases < unansweredMax && atEnd.length < unansweredAtEndMax) {
    return null;
  }
  const cases = atEnd.slice(-Math.max(wholeCases, unansweredMax)).join(", ");
  const who =
    wholeCases >= unansweredMax
      ? `no connection got an answer in ${wholeCases} cases in a row (${cases})`
      : `the connection at the end got no answer in ${atEnd.length} cases in a row (the last: ${cases})`;
  return `${implementation} listens and does not answer: ${who}, so its other cases were left out (--keep-going runs them)`;
}
