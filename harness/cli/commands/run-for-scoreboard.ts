import { usesSocket } from "../../implementation/placeholders.ts";
import { type RecordingFacts, recordNewRun, type StartRecording } from "../../run/recording.ts";
import { loadBundled } from "../choose/bundled.ts";
import { bundledNames } from "../choose/bundled-names.ts";
import type { ExitStatus } from "../exit-status.ts";
import { defaultFlags } from "../options/add-options.ts";
import { runBench } from "./bench.ts";
import { runRun } from "./run.ts";

/**
 * A clean link for all scenarios, and two that differ in kind for those that hold on any. A
 * satellite's would take an hour: a hundred pings alone are a minute of it, for each.
 */
const gradedNetworks = ["clean,lte,bursty"];

/** A delay of half a second, a slow link and a lossy one, beside one without either. */
const measuredNetworks = ["clean,lte,geo", "loss=1%"];
/** Latency, throughput and memory: all measurements would take a day. */
const measurements = ["ping-pong", "bulk", "connections"];
/** As many as show a difference between two of nine, after the correction for all pairs. */
const repetitions = 7;

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
export async function gradeForScoreboard(
  output: string,
  signal: AbortSignal,
): Promise<ScoreboardRun> {
  const command = ["run", ...optionsOf("--network", gradedNetworks)];
  const flags = { ...defaultFlags(), network: gradedNetworks, output };
  return await recorded(command, (start) => runRun([], null, flags, signal, start));
}

/**
 * Measures the bundled implementations of the framed protocol over TCP, which every runtime has: what
 * another protocol costs would be taken for what a runtime costs. One that serves a single message
 * per connection cannot bear a load.
 *
 * @param output the folder that holds runs.
 */
export async function measureForScoreboard(
  output: string,
  signal: AbortSignal,
): Promise<ScoreboardRun> {
  const names = bundledNames().filter((name) => {
    const implementation = loadBundled(name);
    const { role, protocols } = implementation;
    return role === "server" && protocols.includes("framed") && !usesSocket(implementation);
  });
  const command = [
    "bench",
    ...names,
    ...optionsOf("--network", measuredNetworks),
    ...optionsOf("-t", measurements),
    ...optionsOf("--repeat-each", [`${repetitions}`]),
  ];
  const flags = {
    ...defaultFlags(),
    network: measuredNetworks,
    scenario: measurements,
    repeatEach: repetitions,
    output,
  };
  return await recorded(command, (start) => runBench(names, null, flags, signal, start));
}

function optionsOf(name: string, values: readonly string[]): readonly string[] {
  return values.flatMap((value) => [name, value]);
}

/** @param command repeats the run; its header names it instead of the one that publishes it. */
async function recorded(
  command: readonly string[],
  run: (start: StartRecording) => Promise<ExitStatus>,
): Promise<ScoreboardRun> {
  const begun: { folder: string | null } = { folder: null };
  const status = await run((facts: RecordingFacts) => {
    const recording = recordNewRun({ ...facts, header: { ...facts.header, command } });
    begun.folder = recording.folder;
    return recording;
  });
  return { status, folder: begun.folder };
}
