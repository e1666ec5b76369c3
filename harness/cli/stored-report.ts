import { catalogue } from "../../scenarios/catalogue.ts";
import { loadBaseline, loadSharedBaseline } from "../implementation/baseline.ts";
import type { RunRequest } from "../journal/header.ts";
import type { StoredRun } from "../journal/read-run.ts";
import { makeReport, type RunReport } from "../report/run-report.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { FailOn } from "../verdict/gate/rules.ts";
import { knownScenarios } from "./choose/scenarios.ts";
import { defaultFlags } from "./options/add-options.ts";
import { type RepeatOptions, repeatCommands, runCommand } from "./options/repeat-command.ts";
import { flagsOf } from "./options/request.ts";
import type { RunFlags } from "./options/run-flags.ts";
import { runOptions } from "./options/run-options.ts";
import { storedOutputs } from "./stored-outputs.ts";
import { subjectOf } from "./subject/subject.ts";

/**
 * Reports a stored run with the manifests and scenarios that this machine has now. Those that are
 * missing are left out.
 *
 * @param held its `baseline` are files of expected failures beside those of the implementations.
 * @throws {InvalidManifestError} for a baseline that cannot be read.
 */
export async function storedReport(
  run: StoredRun,
  {
    baseline = [],
    failOn = "must",
  }: { readonly baseline?: readonly string[]; readonly failOn?: FailOn },
): Promise<RunReport> {
  const { asked, implementations } = run.header;
  const flags = askedFlags(run);
  const command = asked?.command ?? null;
  const names = asked?.implementations ?? implementations.map(({ name }) => name);
  const subject = subjectOf(run.header);
  const found = emptyOnError(() => subject.choose(names, command, flags));
  const verb = run.header.command[0] === "bench" ? ("bench" as const) : subject.verb;
  const started = { flags, command, names, implementations: found, verb, ...placeOf(run) };
  const shared = baseline.flatMap(loadSharedBaseline);
  return makeReport(run, {
    scenarios: await scenariosThatLoad(flags),
    gate: { failOn, thresholds: [] },
    baseline: [
      ...found.flatMap((implementation) => emptyOnError(() => loadBaseline(implementation))),
      ...shared,
    ],
    runCommand: runCommand(run.header),
    repeatCommand: repeatsOfStored({ ...started, seed: run.header.seed }),
    outputOf: storedOutputs(run.folder),
  });
}

function placeOf({ header }: StoredRun): Pick<RepeatOptions, "workingFolder"> {
  const { workingFolder } = header;
  return workingFolder === undefined ? {} : { workingFolder };
}

/** Older journals record only the command line, so options fall back to defaults. */
function askedFlags({ header, folder }: StoredRun): RunFlags {
  const { asked, lab, seed } = header;
  const defaults = { ...defaultFlags(), seed };
  const flags = runOptions.lab.value.accepts(lab) ? { ...defaults, lab } : defaults;
  try {
    return asked === undefined
      ? flags
      : { ...flagsOf(asked, flags, folder), ...configuredIn(asked) };
  } catch {
    return flags;
  }
}

/** Commands that repeat a case say what a configuration file would say differently. */
function configuredIn({ configured }: RunRequest): Pick<RunFlags, "configured"> {
  return configured === undefined ? {} : { configured: { set: configured, used: [] } };
}

async function scenariosThatLoad({ scenarios }: RunFlags): Promise<readonly Scenario[]> {
  try {
    return await knownScenarios(scenarios);
  } catch {
    return catalogue;
  }
}

function emptyOnError<T>(load: () => readonly T[]): readonly T[] {
  try {
    return load();
  } catch {
    return [];
  }
}

/** A network's file that has gone leaves its name. */
function repeatsOfStored(options: RepeatOptions): RunReport["repeatCommand"] {
  const { network: _, ...flags } = options.flags;
  const asTyped = repeatCommands(options);
  const byName = repeatCommands({ ...options, flags });
  return (result) => {
    try {
      return asTyped(result);
    } catch {
      return byName(result);
    }
  };
}
