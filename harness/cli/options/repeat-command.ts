import { existsSync } from "node:fs";
import { basename, relative } from "node:path";
import { shellWord } from "../../host/shell-word.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { RunHeader } from "../../journal/header.ts";
import { chooseNetworks, withUpstreams } from "../../network/choose.ts";
import { isBundled } from "../choose/bundled.ts";
import { here, invocation } from "../invocation.ts";
import { sidesOf } from "../subject/pairs.ts";
import { namedOptions, type RunFlags, shortSpelling } from "./run-flags.ts";
import type { RepeatedCase, RunOption } from "./run-options.ts";

export interface RepeatOptions {
  readonly flags: RunFlags;
  readonly seed: number;
  /** The words after `--`, or null. */
  readonly command: readonly string[] | null;
  /** Implementations, as the user called them. */
  readonly names: readonly string[];
  readonly implementations: readonly Implementation[];
  /** The folder where the run was started, the base of relative paths. Default: this one. */
  readonly workingFolder?: string;
  /** The command that played the cases. Default: run. */
  readonly verb?: "run" | "bench" | "interop";
}

type PlayedCase = Pick<CaseResult, "implementation" | "scenario" | "repetition" | "network">;

/** @returns {@link repeatCommand} for many cases: each network is looked up once. */
export function repeatCommands(options: RepeatOptions): (result: PlayedCase) => string {
  const found = new Map<string, NetworkWords>();
  return (result) => {
    const words = found.get(result.network) ?? networkWords(result.network, options.flags);
    found.set(result.network, words);
    return repeatCommand(result, options, words);
  };
}

/** @returns the command line that runs this case alone, with the same bytes. */
export function repeatCommand(
  { implementation, scenario, repetition, network }: PlayedCase,
  options: RepeatOptions,
  asked = networkWords(network, options.flags),
): string {
  const { flags, seed, command, names, workingFolder, verb = "run" } = options;
  const { address, image } = flags;
  const isDescribed = command !== null || address !== undefined || image !== undefined;
  const isNamed = names.length > 0 || !isDescribed;
  const words = [
    verb,
    ...(isNamed ? namesOf(implementation, options) : []),
    ...optionWords(flags, {
      scenario,
      repetition,
      seed,
      ...asked,
      repeatEachConfigured: isConfigured("repeatEach", flags),
    }),
    ...(command === null ? [] : ["--", ...command]),
  ];
  return commandFrom(workingFolder, words);
}

/** @returns the command line that runs all of it again. */
export function runCommand({
  command,
  workingFolder,
}: Pick<RunHeader, "command" | "workingFolder">): string {
  return commandFrom(workingFolder, command);
}

/** A command that works from here: what is relative in it begins where the run was started. */
function commandFrom(folder: string | undefined, words: readonly string[]): string {
  const isElsewhere = folder !== undefined && folder !== process.cwd() && existsSync(folder);
  const typed = [...invocation(isElsewhere ? { ...here(), folder } : here()), ...words];
  const line = typed.map(shellWord).join(" ");
  return isElsewhere ? `cd ${shellWord(folder)} && ${line}` : line;
}

function optionWords(flags: RunFlags, repeated: RepeatedCase): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(flags));
  return namedOptions.flatMap(([name, option]) => {
    const value = repeatedValue(option, given.get(name), repeated, isConfigured(name, flags));
    const values = [value ?? []].flat();
    return values.flatMap((value) =>
      value === true ? [shortSpelling(option)] : [shortSpelling(option), String(value)],
    );
  });
}

function repeatedValue(
  option: RunOption,
  given: unknown,
  repeated: RepeatedCase,
  isConfigured: boolean,
): unknown {
  if (typeof option.repeated === "function") {
    return option.repeated(repeated);
  }
  const isWanted = option.repeated === "as given" && (given !== option.default || isConfigured);
  return isWanted ? given : undefined;
}

type NetworkWords = Pick<RepeatedCase, "network" | "upstreamNetwork">;

/** The words that select the networks of both wires. */
function networkWords(name: string, flags: RunFlags): NetworkWords {
  const upstreams = chooseNetworks(flags.upstreamNetwork ?? []);
  for (const client of chooseNetworks(flags.network ?? ["clean"])) {
    for (const upstream of upstreams) {
      if (withUpstreams([client], [upstream]).some((joined) => joined.name === name)) {
        return {
          network: networkWord(client.name, flags, "network"),
          upstreamNetwork: networkWord(upstream.name, flags, "upstreamNetwork"),
        };
      }
    }
  }
  return { network: networkWord(name, flags, "network"), upstreamNetwork: undefined };
}

/** Whether a configuration file sets an option, so that leaving it out would not give its default. */
function isConfigured(name: string, { configured }: RunFlags): boolean {
  return configured?.set.includes(name) === true;
}

/** The word that selects a network: the one that was typed, for inline networks and files. */
function networkWord(
  name: string,
  flags: RunFlags,
  option: "network" | "upstreamNetwork",
): string | undefined {
  if (name === "clean") {
    return isConfigured(option, flags) ? name : undefined;
  }
  const asked = (flags[option] ?? []).find((word) =>
    chooseNetworks([word]).some((network) => network.name === name),
  );
  const isList = asked === undefined || asked.includes(",") || asked === "all";
  return isList ? name : asked;
}

/** Of a pair, the client, the proxy if there is one, and the server. */
function namesOf(name: string, options: RepeatOptions): readonly string[] {
  const pair = options.implementations.find(
    (each) => each.name === name && each.pair !== undefined,
  );
  const sides = pair === undefined ? [] : sidesOf(pair);
  return sides.length === 0
    ? [nameOf(name, options)]
    : sides.map((side) => nameOf(side.name, { ...options, implementations: sides }));
}

/** A bundled one by its name, another by the folder of its manifest. */
function nameOf(
  name: string,
  { implementations, names, workingFolder = process.cwd() }: RepeatOptions,
): string {
  const found = implementations.find((implementation) => implementation.name === name);
  if (found === undefined) {
    return names.find((typed) => names.length === 1 || basename(typed) === name) ?? name;
  }
  if (isBundled(found)) {
    return name;
  }
  const path = relative(workingFolder, found.folder);
  return path.startsWith("..") ? found.folder : path === "" ? "." : `./${path}`;
}
