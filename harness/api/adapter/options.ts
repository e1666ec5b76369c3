import type { Scenario } from "../../scenario/scenario.ts";
import type { RunRequest } from "../request.ts";
import { SockspecError } from "../sockspec-error.ts";

/** What the test runner decides itself, or what a single test cannot show. */
const runnersOwn = [
  "bail",
  "maxFailures",
  "onCase",
  "onPlan",
  "onSession",
  "onWaiting",
  "reporters",
  "retry",
  "signal",
  "strict",
  "thresholds",
  "timeout",
] as const satisfies readonly (keyof RunRequest)[];

type RunnersOwn = (typeof runnersOwn)[number];

/** What {@link RunRequest} says of a run, and how its checks become tests. */
export interface GradeOptions extends Omit<RunRequest, RunnersOwn | "scenarios"> {
  /** Scenarios of your own, by value. Without `select` and `profile`, only these are played. */
  readonly scenarios?: readonly Scenario[];
  /**
   * What a test does whose check has no verdict: the situation did not occur, or the server never
   * started. Default: `fail`.
   */
  readonly inconclusive?: "fail" | "skip";
  /** Longest that one test may take, in ms. Default: what all cases of this call can take at most. */
  readonly testTimeoutMs?: number;
}

/**
 * Splits what only adapters know from what a run is asked for.
 *
 * @throws {SockspecError} for what is the test runner's.
 */
export function splitOptions(options: GradeOptions) {
  const foreign = runnersOwn.find((key) => key in options);
  if (foreign !== undefined) {
    const message = `${foreign}: expected it to be left to the test runner, which has its own.`;
    throw new SockspecError(message, { code: "INVALID_REQUEST", field: foreign });
  }
  if (typeof options.scenarios === "string") {
    const message = `scenarios: expected scenarios by value, found "${options.scenarios}". Import them.`;
    throw new SockspecError(message, { code: "INVALID_REQUEST", field: "scenarios" });
  }
  const { inconclusive = "fail", shard, durations, testTimeoutMs, ...request } = options;
  const division = { ...(shard && { shard }), ...(durations && { durations }) };
  return { inconclusive, division, testTimeoutMs, request };
}
