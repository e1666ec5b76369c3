import type { History } from "../history/history.ts";
import type { CheckResult, Fate } from "./verdict.ts";

/** @returns null if the lab hides the implementation's processes. */
export function fateOf(history: History, checks: readonly CheckResult[]): Fate | null {
  if (history.process === null) {
    return null;
  }
  const { atEnd } = history.process;
  if (atEnd.state !== "running") {
    return atEnd.state;
  }
  const failed = (id: RegExp) =>
    checks.some((check) => check.status === "fail" && id.test(check.id));
  if (failed(/^alive$/)) {
    return "deaf";
  }
  if (failed(/^idle$|^does-not-spin$/)) {
    return "spinning";
  }
  return failed(/released$|-flat$|^none-left$/) ? "leaking" : "alive";
}
