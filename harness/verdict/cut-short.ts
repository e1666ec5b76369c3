import type { ConnectionHistory, History } from "../history/history.ts";
import { expectationOf } from "../protocol/expectation.ts";
import type { Check } from "../scenario/check.ts";
import { endOf } from "./checks/connection.ts";
import { mayEndAnyway } from "./checks/expected-end.ts";
import type { CheckResult } from "./verdict.ts";

/** Judged on what the implementation did under a load, which must have been there. */
const underLoad: readonly Check["kind"][] = ["accepted", "growth", "latency", "linear", "sockets"];

/**
 * A pass does not count if the implementation did not let the driver send the load. If another
 * check already fails for a missing echo, the pass is dropped; otherwise it becomes *inconclusive*.
 */
export function withoutLoad(
  result: CheckResult,
  check: Check,
  checks: readonly Check[],
  history: History,
): CheckResult {
  if (result.status !== "pass" || !underLoad.includes(check.kind)) {
    return result;
  }
  const cut = history.connections.find((connection) => isCutShort(history, connection));
  if (cut === undefined) {
    return result;
  }
  const isJudged = checks.some((other) => other.kind === "echo" && other.on === cut.group);
  const reason = `the load was not there: ${cut.name} could not send everything${endOf(cut)}`;
  return {
    ...result,
    status: isJudged ? "unsupported" : "inconclusive",
    observed: `${result.observed}, but ${reason}`,
  };
}

/** Whether messages could not be sent because of what the implementation did. */
function isCutShort(history: History, connection: ConnectionHistory): boolean {
  return (
    connection.sent.some(({ withheldBytes }) => withheldBytes > 0) &&
    expectationOf(history, connection).withheldOwedBytes > 0 &&
    !mayEndAnyway(history, connection)
  );
}
