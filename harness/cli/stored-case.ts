import type { CaseResult } from "../journal/case-result.ts";
import { UsageError } from "./exit-status.ts";

/** The case's name for messages, and for use on a command line. */
export function nameOf({
  implementation,
  scenario,
  network,
  repetition,
  attempt,
}: CaseResult): string {
  const again = attempt > 1 ? ` attempt ${attempt}` : "";
  return `${implementation} ${scenario} ${network} ${repetition}${again}`;
}

const namesMax = 10;

/**
 * @param words parts of the case's name, all of which it must have.
 * @throws {UsageError} if there is not exactly one.
 */
export function chooseCase(cases: readonly CaseResult[], words: readonly string[]): CaseResult {
  const asked = words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== "");
  const found = asked.reduce(matching, cases);
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    return only;
  }
  const near = found.length === 0 ? cases : found;
  const names = near.slice(0, namesMax).map((result) => `  ${nameOf(result)}`);
  const more = near.length > namesMax ? [`  … and ${near.length - namesMax} more`] : [];
  throw new UsageError(
    [
      `Expected the name of one case, found ${found.length} with "${asked.join(" ")}". Name one of:`,
      ...names,
      ...more,
    ].join("\n"),
  );
}

/** A word that is a part's whole name means that part alone: `node`, not `node-on-deno`. */
function matching(cases: readonly CaseResult[], word: string): readonly CaseResult[] {
  const exact = cases.filter((result) => nameOf(result).split(" ").includes(word));
  const stored = (result: CaseResult) => result.history ?? "";
  return exact.length > 0
    ? exact
    : cases.filter((result) => nameOf(result).includes(word) || stored(result).includes(word));
}
