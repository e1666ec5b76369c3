import type { Implementation } from "../../implementation/manifest.ts";
import type { RunHeader } from "../../journal/header.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { environmentFor } from "../choose/bundled.ts";
import { chooseImplementations } from "../choose/implementations.ts";
import { type PreparedAll, prepareAll } from "../choose/prepare.ts";
import {
  allScenarios,
  type ChosenScenarios,
  chooseInteropScenarios,
  chooseScenarios,
  knownScenarios,
} from "../choose/scenarios.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { choosePairs, environmentForPairs, preparePairs } from "./pairs.ts";

/** What a run is about: implementations, each alone, or clients and servers in pairs, with or without a proxy. */
export interface Subject {
  /** The command that plays it. */
  readonly verb: "run" | "interop";
  /** @param command the words after `--`, or null. */
  choose(
    names: readonly string[],
    command: readonly string[] | null,
    flags: RunFlags,
  ): readonly Implementation[];
  prepare(
    chosen: readonly Implementation[],
    lab: LabChoice,
    signal: AbortSignal,
  ): Promise<PreparedAll>;
  environment(chosen: readonly Implementation[]): Readonly<Record<string, string>>;
  /** The scenarios that the command line selects. */
  scenarios(flags: RunFlags): Promise<ChosenScenarios>;
  /** All that there are, also those that only baselines name. */
  catalogue(flags: RunFlags): Promise<readonly Scenario[]>;
}

export const alone: Subject = {
  verb: "run",
  choose: chooseImplementations,
  prepare: prepareAll,
  environment: environmentFor,
  scenarios: chooseScenarios,
  catalogue: ({ scenarios }) => allScenarios(scenarios),
};

export const inPairs: Subject = {
  verb: "interop",
  choose: (names, _command, flags) => choosePairs(names, flags),
  prepare: preparePairs,
  environment: environmentForPairs,
  scenarios: chooseInteropScenarios,
  catalogue: ({ scenarios }) => knownScenarios(scenarios),
};

/** @returns what a stored run was about. */
export function subjectOf({ implementations }: Pick<RunHeader, "implementations">): Subject {
  return implementations.some(({ pair }) => pair !== undefined) ? inPairs : alone;
}
