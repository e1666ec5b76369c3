import { relative, resolve } from "node:path";
import type { History } from "../history/history.ts";
import type { CaseResult } from "../journal/case-result.ts";
import { formatFailure } from "../report/terminal/failure-screen.ts";
import { startPaint } from "../report/terminal/glyphs.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { isExpected } from "../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../verdict/baseline/expected-failure.ts";
import type { Judgement as InternalJudgement } from "../verdict/verdict.ts";
import type { CaseReport, Judgement } from "./report.ts";

/** What is known of a run before its cases end. */
export interface CaseFacts {
  /** The run's. */
  readonly folder: string;
  /** By id. */
  readonly scenarios: ReadonlyMap<string, Pick<Scenario, "title">>;
  readonly baseline: readonly ExpectedFailure[];
  readonly repeatCommand: (result: CaseResult) => string;
}

/** @param history null where none was recorded. */
export function caseReport(
  result: CaseResult,
  history: History | null,
  { folder, scenarios, baseline, repeatCommand }: CaseFacts,
): CaseReport {
  const { implementation, scenario, network, repetition, attempt, seed, durationMs } = result;
  const { verdict, checks } = result;
  const historyFile = result.history === null ? null : resolve(folder, result.history);
  const repeat = repeatCommand(result);
  const isShort = verdict === "pass" || verdict === "unsupported";
  const failed = checks.filter((check) => check.status === "fail");
  const known = failed.filter((check) => isExpected(result, check, baseline));
  return {
    ...{ implementation, scenario, network, repetition, attempt, seed, durationMs },
    ...judgementOf(result),
    title: scenarios.get(scenario)?.title ?? scenario,
    knownFailures: known.map(({ id }) => id),
    historyFile,
    repeatCommand: repeat,
    explanation: isShort
      ? null
      : formatFailure(result, {
          paint: startPaint(false),
          history,
          evidence: historyFile === null ? null : relative(".", historyFile),
          repeat,
        }),
  };
}

/** @returns what is public of a judgement. */
export function judgementOf({
  verdict,
  reason,
  fate,
  checks,
  stimulus,
}: Pick<InternalJudgement, "verdict" | "reason" | "fate" | "checks" | "stimulus">): Judgement {
  return {
    ...{ verdict, reason, fate },
    checks: checks.map((check) => ({
      id: check.id,
      level: check.level,
      status: check.status,
      statement: check.statement,
      source: check.source,
      expected: check.expected,
      observed: check.observed,
      brokeAtMs: check.brokeAtMs,
    })),
    stimulus: stimulus.map(({ kind, because, status, observed }) => ({
      ...{ kind, because, status, observed },
    })),
  };
}
