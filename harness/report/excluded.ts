import type { RunHeader } from "../journal/header.ts";

/** @returns the scenarios that --exclude left out, in one line; null if it was not used. */
export function formatExcluded({ excluded = [] }: Pick<RunHeader, "excluded">): string | null {
  return excluded.length === 0 ? null : `left out on request: ${excluded.join(", ")}`;
}
