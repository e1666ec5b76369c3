import { after, describe, it, type TestContext } from "node:test";
import { pageIn } from "./adapter/batch.ts";
import { type OutcomeRules, outcomeOfCheck } from "./adapter/check-outcome.ts";
import { failWhole } from "./adapter/fail-whole.ts";
import { type GradeOptions, splitOptions } from "./adapter/options.ts";
import { type PlannedTest, planTests } from "./adapter/plan-tests.ts";
import { type Player, startPlayer } from "./adapter/player.ts";

export type { GradeOptions } from "./adapter/options.ts";

/**
 * Tests start side by side and wait for one run: those that start are those that `--test-name-pattern`,
 * `--test-skip-pattern` and `--test-only` leave, and only their scenarios are played.
 */
const concurrency = 1_000_000;

/** Ending servers and labs, and writing a report of thousands of cases, in ms. */
const closingMs = 120_000;

/**
 * Declares a test for each check of each selected scenario, below a suite for the implementations, one for
 * each network and one for each area. All that the runner selects are played in one run.
 *
 * @throws {SockspecError} for options that name nothing, or something that is not there.
 */
export function gradeServer(options: GradeOptions): void {
  const { title, groups, limitMs } = planTests(options);
  const { request, inconclusive, testTimeoutMs = limitMs } = splitOptions(options);
  const player = startPlayer(request);
  const rules = { failOn: options.failOn ?? "must", inconclusive };
  const shown = new Set<string>();
  describe(title, { concurrency }, () => {
    after(async () => failWhole(await player.close()), { timeout: closingMs });
    for (const group of groups) {
      describe(group.title, { concurrency }, () => {
        for (const area of group.areas) {
          describe(area.title, { concurrency }, () => {
            for (const planned of area.tests) {
              it(
                planned.title,
                { timeout: testTimeoutMs },
                testOf(planned, { player, rules, shown }),
              );
            }
          });
        }
      });
    }
  });
}

interface Shared {
  readonly player: Player;
  readonly rules: OutcomeRules;
  /** Cases whose screens have been printed: this runner would print them with each of their tests. */
  readonly shown: Set<string>;
}

function testOf({ case: key, check, unsupported }: PlannedTest, { player, rules, shown }: Shared) {
  return async (context: TestContext) => {
    if (unsupported !== null) {
      context.skip(unsupported);
      return;
    }
    const played = await player.result(key, { signal: context.signal, again: false });
    const outcome = outcomeOfCheck(played, check, rules);
    switch (outcome.state) {
      case "skip":
        context.skip(outcome.why);
        break;
      case "fail":
        if ("folder" in played) {
          context.diagnostic(`report: ${pageIn(played.folder)}`);
        }
        if (shown.has(key)) {
          throw outcome.brief;
        }
        shown.add(key);
        throw outcome.error;
      case "pass":
        for (const note of outcome.notes) {
          context.diagnostic(note);
        }
    }
  };
}
