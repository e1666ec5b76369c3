import { allCases } from "../../journal/not-run.ts";
import { attemptsOf } from "../../verdict/gate/flaky.ts";
import type { RunReport } from "../run-report.ts";
import type { Mark } from "../terminal/glyphs.ts";
import { markOf } from "../terminal/matrix.ts";

/** How a run went, in numbers. */
export interface Outcome {
  /** How many cases have each mark, of the attempts that count. */
  readonly marks: ReadonlyMap<Mark, number>;
  /** Cases, each once. */
  readonly total: number;
  /** Attempts that do not count. */
  readonly retries: number;
}

export function outcomeOf({ run, baseline }: Pick<RunReport, "run" | "baseline">): Outcome {
  const marks = new Map<Mark, number>();
  let [total, retries] = [0, 0];
  for (const { counted, attempts } of attemptsOf(allCases(run))) {
    const mark = markOf(counted, baseline);
    marks.set(mark, (marks.get(mark) ?? 0) + 1);
    total += 1;
    retries += attempts.length - 1;
  }
  return { marks, total, retries };
}
