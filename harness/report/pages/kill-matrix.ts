import type { KillCount } from "../../verdict/kill-counts.ts";
import type { KillMatrix, ObservedKills } from "../../verdict/kill-matrix.ts";
import type { Paint } from "../terminal/glyphs.ts";

/** Lists how often each kill happened: the ones that depend on luck stand out. */
export function formatKillCounts(counts: readonly KillCount[], paint: Paint): string {
  const lucky = counts.filter(({ killed, of }) => killed < of).length;
  return [
    ...counts.map(({ fault, check, killed, of }) => {
      const line = `${killed} of ${of}  ${fault}  ${check}`;
      return killed === of ? line : paint("red", line);
    }),
    `${counts.length} kills, ${lucky} of them not every time`,
  ].join("\n");
}

/** Draws faults × scenarios: how many checks of the scenario each fault failed. */
export function formatKillMatrix(
  matrix: KillMatrix,
  observed: readonly ObservedKills[],
  paint: Paint,
): string {
  const scenarios = [...new Set(observed.map((entry) => entry.scenario))];
  const faults = [...new Set(observed.map((entry) => entry.fault))];
  const width = Math.max(...faults.map((fault) => fault.length));
  const legend = scenarios.map((id, index) => `${String(index + 1).padStart(3)}  ${id}`);
  const header = scenarios.map((_, index) => String(index + 1).padStart(4)).join("");
  const rows = faults.map((fault) => {
    const cells = scenarios.map((scenario) => {
      const entry = observed.find((each) => each.fault === fault && each.scenario === scenario);
      const count = entry?.failedChecks.length ?? 0;
      return count === 0 ? paint("dim", "   ·") : paint("red", String(count).padStart(4));
    });
    return fault.padEnd(width) + cells.join("");
  });
  const checks = [...matrix.killers].filter(([, killers]) => killers.length > 0);
  const problems = matrix.problems.map((problem) => paint("red", `✗ ${problem}`));
  const unlisted = matrix.unlisted.map((sentence) => paint("yellow", `▴ ${sentence}`));
  return [
    ...legend,
    "",
    paint("bold", "fault".padEnd(width) + header),
    ...rows,
    "",
    ...unlisted,
    ...problems,
    `${faults.length} faults, ${checks.length} checks seen failing, ${problems.length} problems`,
  ].join("\n");
}
