import type { CaseResult } from "../../journal/case-result.ts";
import { isWorthReplaying } from "../../report/comparison/counted.ts";

export interface BenchProgress {
  readonly onCase: (result: CaseResult) => void;
  end(): void;
}

/**
 * One line in place on standard error: how much is done, and how long the rest will take; above it, a
 * line for each repetition that is going to be played again.
 *
 * @param total planned cases, and as many are played again at most.
 */
export function startBenchProgress(total: number, sinceMs: () => number): BenchProgress {
  const { stderr } = process;
  const write = (text: string) => void (stderr.isTTY && stderr.write(`\r\u001b[2K${text}`));
  let done = 0;
  let replays = 0;
  return {
    onCase(result): void {
      done += 1;
      if (isWorthReplaying(result) && replays < total) {
        replays += 1;
        const { implementation, scenario, repetition, disturbed } = result;
        write(
          `${implementation} ${scenario}, repetition ${repetition}, is played again: ${disturbed}\n`,
        );
      }
      const all = total + replays;
      const leftSeconds = Math.round(((sinceMs() / done) * (all - done)) / 1000);
      write(`${done} of ${all} measured, ${leftSeconds} s left`);
    },
    end: () => write(""),
  };
}
