import { usesSocket } from "../../implementation/placeholders.ts";
import { type RecordingFacts, recordNewRun, type StartRecording } from "../../run/recording.ts";
import { loadBundled } from "../choose/bundled.ts";
import { bundledNames } from "../choose/bundled-names.ts";
import type { ExitStatus } from "../exit-status.ts";
import { defaultFlags } from "../options/add-options.ts";
import { runBench } from "./bench.ts";
import { runRun } from "./run.ts";

/**
 * Two that differ in kind, for scenarios that hold on any link. A satellite's would take an hour: a hundred
 * pings alone are a minute of it, for each implementation.
 */
const impairedNetworks = ["lte,bursty"];

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
 * The runs of a scoreboard, in their order: every bundled implementation with the default profile on a clean
 * link; those of the framed protocol on impaired ones; and what these cost.
 *
 * @param output the folder that holds runs.
 */
export const scoreboardRuns: readonly ((
  output: string,
  signal: AbortSignal,
) => Promise<ScoreboardRun>)[] = [gradeOnClean, gradeImpaired, measure];

async function gradeOnClean(output: string, signal: AbortSignal): Promise<ScoreboardRun> {
  return await grade([], ["clean"], { output, signal });
}

/** In all protocols it would take hours, for the same sockets of the same runtimes. */
async function gradeImpaired(output: string, signal: AbortSignal): Promise<ScoreboardRun> {
  return await grade(framedOverTcp(), impairedNetworks, { output, signal });
}

/** @param names of implementations; all bundled ones where there are none. */
async function grade(
  names: readonly string[],
  network: readonly string[],
  { output, signal }: { readonly output: string; readonly signal: AbortSignal },
): Promise<ScoreboardRun> {
  const command = ["run", ...names, ...optionsOf("--network", network)];
  const flags = { ...defaultFlags(), network, output };
  return await recorded(command, (startRecording) =>
    runRun(names, null, flags, signal, { startRecording }),
  );
}

/** What another protocol costs would be taken for what a runtime costs. */
async function measure(output: string, signal: AbortSignal): Promise<ScoreboardRun> {
  const names = framedOverTcp();
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

/** The servers that every runtime has. */
function framedOverTcp(): readonly string[] {
  return bundledNames().filter((name) => {
    const implementation = loadBundled(name);
    const { role, protocols } = implementation;
    return role === "server" && protocols.includes("framed") && !usesSocket(implementation);
  });
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
