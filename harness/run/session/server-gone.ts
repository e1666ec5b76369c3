import type { FinishedCase } from "../../journal/case-result.ts";
import type { Lab } from "../../lab/lab.ts";

/**
 * @returns why no further case can be run: the last connection of the case was not accepted, and
 * the server, which the lab did not start, is gone. Null if it is still there.
 */
export async function whyServerGone(
  { history, result }: FinishedCase,
  lab: Pick<Lab, "whyNoServer">,
): Promise<string | null> {
  const last = history?.connections.at(-1);
  if (last === undefined || last.connectedAtMs !== null) {
    return null;
  }
  const why = await lab.whyNoServer();
  return why === null ? null : `since ${result.scenario} ${why}`;
}

/**
 * Whether none of the case's connections was accepted. If the server is gone, it was gone before
 * the case began, so the case says nothing about it.
 */
export function isUnserved({ history }: FinishedCase): boolean {
  return history?.connections.every(({ connectedAtMs }) => connectedAtMs === null) ?? false;
}
