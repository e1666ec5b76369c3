import type { Scenario } from "../../scenario/scenario.ts";
import { readHistory } from "../case-files.ts";
import type { CaseResult } from "../case-result.ts";
import { InvalidJournalError } from "../invalid-journal-error.ts";
import { inOrderOfPlan } from "../plan-order.ts";
import type { JournalContents } from "../read.ts";
import { type RegradedCase, regradeCase } from "./case.ts";

/** The result of judging a run's cases again. */
export interface RegradedRun {
  /** Those that were judged again, in the order of the plan. */
  readonly judged: readonly RegradedCase[];
  readonly kept: readonly KeptCase[];
}

/** A case that keeps its verdict: `unreadable` is trouble, the others are not. */
interface KeptCase {
  readonly stored: CaseResult;
  readonly why: "no-history" | "no-scenario" | "unreadable";
  /** The problem with its history, or null. */
  readonly problem: string | null;
}

/** Judges every history of a run again, one after another: together they may not fit in memory. */
export function regradeRun(
  folder: string,
  { cases, sessions }: Pick<JournalContents, "cases" | "sessions">,
  scenarios: ReadonlyMap<string, Scenario>,
): RegradedRun {
  const judged: RegradedCase[] = [];
  const kept: KeptCase[] = [];
  for (const stored of [...cases].sort(inOrderOfPlan)) {
    const scenario = scenarios.get(stored.scenario);
    if (stored.history === null) {
      kept.push({ stored, why: "no-history", problem: null });
    } else if (scenario === undefined) {
      kept.push({ stored, why: "no-scenario", problem: null });
    } else {
      const found = attempt(() => {
        const history = readHistory({ folder }, stored);
        return history === null ? null : regradeCase(stored, sessions, { scenario, history });
      });
      if (typeof found === "string" || found === null) {
        kept.push({ stored, why: "unreadable", problem: found });
      } else {
        judged.push(found);
      }
    }
  }
  return { judged, kept };
}

/**
 * @returns what is wrong, where something is. A history that has every key may still contradict
 * itself, so that no judge knows what to make of it.
 */
function attempt<T>(judge: () => T): T | string {
  try {
    return judge();
  } catch (error) {
    if (error instanceof InvalidJournalError || error instanceof RangeError) {
      return error.message;
    }
    throw error;
  }
}
