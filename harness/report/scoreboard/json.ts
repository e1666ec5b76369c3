import type { Scoreboard } from "./scoreboard.ts";

/** The scoreboard as JSON text; docs/scoreboard.md says what its keys mean. */
export function scoreboardJson(board: Scoreboard): string {
  return `${JSON.stringify(board, null, 2)}\n`;
}
