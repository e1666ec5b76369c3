import { after, before, describe, it, type TestContext } from "node:test";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { pageIn } from "./adapter/batch.ts";
import { type GradedTests, startTests } from "./adapter/graded-tests.ts";
import type { GradeOptions } from "./adapter/options.ts";
import type { PlannedTest } from "./adapter/plan-tests.ts";

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
  const tests = startTests(options);
  const shown = new Set<string>();
  describe(tests.title, { concurrency }, () => {
    endWithRunner(tests);
    after(tests.close, { timeout: closingMs });
    for (const group of tests.groups) {
      describe(group.title, { concurrency }, () => {
        for (const area of group.areas) {
          describe(area.title, { concurrency }, () => {
            for (const planned of area.tests) {
              it(planned.title, { timeout: tests.timeoutMs }, testOf(planned, tests, shown));
            }
          });
        }
      });
    }
  });
}

/** How often the process of a test file looks whether its runner is still there, in ms. */
const lookMs = 500;

/** The process of a test file outlives a runner that was killed, and would go on to its last test. */
function endWithRunner({ abandon }: Pick<GradedTests, "abandon">): void {
  const isChild = toolEnvironment()["NODE_TEST_CONTEXT"] !== undefined;
  const runner = process.ppid;
  let watch: NodeJS.Timeout | undefined;
  const look = () => {
    if (process.ppid !== runner) {
      abandon(new Error("the test runner is gone"));
    }
  };
  before(() => {
    watch = isChild ? setInterval(look, lookMs) : undefined;
  });
  after(() => clearInterval(watch));
}

/** @param shown cases whose screens have been printed: this runner would print one for each test. */
function testOf(planned: PlannedTest, tests: GradedTests, shown: Set<string>) {
  return async (context: TestContext) => {
    const { signal } = context;
    const { outcome, folder } = await tests.decide(planned, { signal, again: false });
    switch (outcome.state) {
      case "skip":
        context.skip(outcome.why);
        break;
      case "fail": {
        if (folder !== null) {
          context.diagnostic(`report: ${pageIn(folder)}`);
        }
        const isShown = shown.has(planned.case);
        shown.add(planned.case);
        throw isShown ? outcome.brief : outcome.error;
      }
      case "pass":
        for (const note of outcome.notes) {
          context.diagnostic(note);
        }
    }
  };
}
