import { type FaultyImplementation, loadFaults } from "../../implementation/faults.ts";
import { recordKills } from "../../implementation/recorded-kills.ts";
import { formatKillCounts } from "../../report/pages/kill-matrix.ts";
import type { Paint } from "../../report/terminal/glyphs.ts";
import type { ExecutedRun } from "../../run/execute.ts";
import { type KillCount, killCounts } from "../../verdict/kill-counts.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { printBroken } from "./broken.ts";
import { expectedKills, observedKills } from "./lists.ts";

interface CountOptions {
  readonly paint: Paint;
  /** Whether the counts are kept beside the faults. */
  readonly recorded: boolean;
  /** How often each scenario should have been played. */
  readonly plays: number;
}

/**
 * Prints how often each listed check failed. A kill that depends on luck is a problem. After an
 * interruption, only the faults that were played to the end count.
 */
export function concludeCounts(
  faults: readonly FaultyImplementation[],
  { cases, interrupted, labFailure }: ExecutedRun,
  { paint, recorded, plays }: CountOptions,
): ExitStatus {
  const counts = killCounts(faults.map(expectedKills), cases.map(observedKills));
  const unfinished = new Set(counts.flatMap(({ fault, of }) => (of < plays ? [fault] : [])));
  const played = counts.filter(({ fault, of }) => of > 0 && !unfinished.has(fault));
  console.log(formatKillCounts(played, paint));
  if (recorded) {
    recordCounts(faults, played);
  }
  if (interrupted) {
    return exitStatus.interrupted;
  }
  if (printBroken(cases, labFailure, paint)) {
    return exitStatus.noVerdict;
  }
  return counts.every(({ killed, of }) => killed === of)
    ? exitStatus.asExpected
    : exitStatus.requirementFailed;
}

/** Keeps the counts in the folder of each fault. */
function recordCounts(faults: readonly FaultyImplementation[], counts: readonly KillCount[]): void {
  const folders = Map.groupBy(faults, ({ implementation }) => implementation.folder);
  for (const [folder, inFolder] of folders) {
    const recorded = inFolder.flatMap(({ fault, implementation }) => {
      const own = counts.filter((count) => count.fault === implementation.name);
      const failed = Object.fromEntries(own.map(({ check, killed }) => [check, killed]));
      const [{ of: plays } = { of: 0 }] = own;
      return plays === 0 ? [] : [[fault.name, { plays, failed }] as const];
    });
    const listed = loadFaults(folder).map(({ fault }) => fault.name);
    recordKills(folder, Object.fromEntries(recorded), listed);
  }
}
