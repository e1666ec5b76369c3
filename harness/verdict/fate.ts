import type { History } from "../history/history.ts";
import type { CheckResult, Fate } from "./verdict.ts";

/** @returns null where the implementation's processes are hidden. */
export function fateOf(history: History, checks: readonly CheckResult[]): Fate | null {
  if (history.process === null) {
    return null;
  }
  const { atEnd } = history.process;
  if (atEnd.state !== "running") {
    return atEnd.state;
  }
  const failed = (id: RegExp) => checks.some((one) => one.status === "fail" && id.test(one.id));
  if (failed(/^alive$/)) {
    return "deaf";
  }
  if (failed(/^idle$|^does-not-spin$/)) {
    return "spinning";
  }
  return failed(/released$|-flat$|^none-left$/) ? "leaking" : "alive";
}
