import { recordNewRun } from "../../run/recording.ts";
import type { ExitStatus } from "../exit-status.ts";
import { defaultFlags } from "../options/add-options.ts";
import { runRun } from "./run.ts";

/**
 * A clean link for all scenarios, and two that differ in kind for those that hold on any. A
 * satellite's would take an hour: a hundred pings alone are a minute of it, for each.
 */
const networks = "clean,lte,bursty";

export interface ScoreboardRun {
  readonly status: ExitStatus;
  /** Null where nothing was begun. */
  readonly folder: string | null;
}

/**
 * Runs the default profile with every bundled implementation.
 *
 * @param output the folder that holds runs.
 */
export async function runForScoreboard(
  output: string,
  signal: AbortSignal,
): Promise<ScoreboardRun> {
  const flags = { ...defaultFlags(), network: [networks], output };
  const begun: { folder: string | null } = { folder: null };
  const status = await runRun([], null, flags, signal, (facts) => {
    // The header names the command that repeats the run, not the one that publishes it.
    const command = ["run", "--network", networks];
    const recording = recordNewRun({ ...facts, header: { ...facts.header, command } });
    begun.folder = recording.folder;
    return recording;
  });
  return { status, folder: begun.folder };
}
