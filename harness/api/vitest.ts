import { afterAll, beforeAll, describe, type TestContext, test } from "vitest";
import { pageIn } from "./adapter/batch.ts";
import { type GradedTests, startTests } from "./adapter/graded-tests.ts";
import type { GradeOptions } from "./adapter/options.ts";
import type { PlannedTest } from "./adapter/plan-tests.ts";

export type { GradeOptions } from "./adapter/options.ts";

/** What the tests of {@link gradeServer} add to a task's `meta`, for reporters. */
export interface SockspecMeta {
  readonly scenario: string;
  readonly check: string;
  /** Implementation, scenario and network. */
  readonly case: string;
}

declare module "vitest" {
  interface TaskMeta {
    sockspec?: SockspecMeta;
  }
}

/** Ending servers and labs, and writing a report of thousands of cases, in ms. */
const closingMs = 120_000;

/**
 * Declares a test for each check of each selected scenario, below a `describe` for the implementations, one
 * for each network and one for each area. All that Vitest selects are played in one run, which starts with
 * the first of them.
 *
 * @throws {SockspecError} for options that name nothing, or something that is not there.
 */
export function gradeServer(options: GradeOptions): void {
  const tests = startTests(options);
  describe(tests.title, () => {
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of fixtures off this pattern.
    beforeAll(({}, suite) => tests.want(selectedIn(suite)));
    endWithVitest(tests);
    afterAll(tests.close, closingMs);
    for (const group of tests.groups) {
      describe(group.title, () => {
        for (const area of group.areas) {
          describe(area.title, () => {
            for (const planned of area.tests) {
              const { scenario, check } = planned;
              const meta = { sockspec: { scenario, check, case: planned.case } };
              const limits = { timeout: tests.timeoutMs, meta };
              test(planned.title, limits, testOf(planned, tests));
            }
          });
        }
      });
    }
  });
}

/** A worker outlives a Vitest that was killed, and would go on to its last test. */
function endWithVitest({ abandon }: Pick<GradedTests, "abandon">): void {
  const end = () => abandon(new Error("Vitest is gone"));
  beforeAll(() => void process.once("disconnect", end));
  afterAll(() => void process.off("disconnect", end));
}

type Suite = Parameters<Parameters<typeof beforeAll>[0]>[1];

/** @returns the cases of the tests that are going to be run: filters and `.only` have been applied. */
function selectedIn({ tasks }: Pick<Suite, "tasks">): readonly string[] {
  return tasks.flatMap((task) => {
    if (task.type === "suite") {
      return selectedIn(task);
    }
    const { mode, meta } = task;
    const isSelected = mode === "run" || mode === "queued";
    return isSelected && meta.sockspec !== undefined ? [meta.sockspec.case] : [];
  });
}

function testOf(planned: PlannedTest, tests: GradedTests) {
  let calls = 0;
  return async (context: TestContext) => {
    calls += 1;
    const { signal } = context;
    // A test that Vitest retries or repeats plays its scenario again.
    const { outcome, folder } = await tests.decide(planned, { signal, again: calls > 1 });
    switch (outcome.state) {
      case "skip":
        context.skip(outcome.why);
        break;
      case "fail":
        if (folder !== null) {
          await context.annotate(`report: ${pageIn(folder)}`, "sockspec");
        }
        throw outcome.error;
      case "pass":
        for (const note of outcome.notes) {
          await context.annotate(note, "warning");
        }
    }
  };
}
