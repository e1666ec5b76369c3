import { reasonKey } from "../../report/terminal/progress.ts";
import { SockspecError } from "../sockspec-error.ts";
import type { PlayedCase } from "./batch.ts";
import { type CheckOutcome, failedAsAWhole, outcomeOfCheck } from "./check-outcome.ts";
import { type GradeOptions, splitOptions } from "./options.ts";
import { type PlannedTest, planTests, type TestPlan } from "./plan-tests.ts";
import { type Player, type ResultOptions, startPlayer } from "./player.ts";
import { RequirementError } from "./requirement-error.ts";

/** What one call of `gradeServer` declares, and how each of its tests is decided. */
export interface GradedTests
  extends Pick<TestPlan, "title" | "groups">,
    Pick<Player, "want" | "abandon"> {
  /** Longest that one test may take, in ms. */
  readonly timeoutMs: number;
  /**
   * Plays what a test is about, unless that has been played.
   *
   * @throws the signal's reason where it aborts.
   */
  decide(test: PlannedTest, options: ResultOptions): Promise<DecidedTest>;
  /** Ends the runs. @throws {RequirementError} for what is wrong with a run as a whole. */
  close(): Promise<void>;
}

interface DecidedTest {
  readonly outcome: CheckOutcome;
  /** The run's folder; null where nothing was played. */
  readonly folder: string | null;
}

/** @throws {SockspecError} for options that name nothing, or something that is not there. */
export function startTests(options: GradeOptions): GradedTests {
  const { title, groups, limitMs } = planTests(options);
  const { request, inconclusive, testTimeoutMs = limitMs } = splitOptions(options);
  const player = startPlayer(request);
  const rules = { failOn: options.failOn ?? "must", inconclusive };
  const all = groups.flatMap(({ areas }) => areas.flatMap((area) => area.tests));
  const playable = new Set(all.flatMap((test) => (test.unsupported === null ? [test.case] : [])));
  const spokesmen = startSpokesmen();
  return {
    ...{ title, groups, timeoutMs: testTimeoutMs, abandon: player.abandon },
    want: (keys) => player.want(keys.filter((key) => playable.has(key))),
    async decide(test, resultOptions) {
      if (test.unsupported !== null) {
        return { outcome: { state: "skip", why: test.unsupported }, folder: null };
      }
      const played = await orRefusal(player.result(test.case, resultOptions));
      const outcome = "state" in played ? played : outcomeOfCheck(played, test.check, rules);
      const folder = "folder" in played ? played.folder : null;
      return { outcome: spokesmen(test, outcome), folder };
    },
    async close() {
      const problems = await player.close();
      if (problems.length > 0) {
        throw new RequirementError(problems.join("\n"));
      }
    },
  };
}

/** A run that could not begin says why by its message alone: its stack is ours. */
async function orRefusal(result: Promise<PlayedCase>): Promise<PlayedCase | CheckOutcome> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof SockspecError) {
      return failedAsAWhole(error.message);
    }
    throw error;
  }
}

/**
 * A server that never starts fails one test, and skips those that would only repeat the reason, as runners do
 * themselves where a hook fails.
 */
function startSpokesmen() {
  const tests = new Map<string, PlannedTest>();
  return (test: PlannedTest, outcome: CheckOutcome): CheckOutcome => {
    if (outcome.state !== "fail" || !outcome.isWhole) {
      return outcome;
    }
    const { message } = outcome.error;
    // Ports and times differ from case to case.
    const reason = reasonKey(message);
    const first = tests.get(reason) ?? test;
    tests.set(reason, first);
    return first === test
      ? outcome
      : { state: "skip", why: `as for ${first.scenario} ${first.check}: ${firstLine(message)}` };
  };
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}
