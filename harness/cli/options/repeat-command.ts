import { relative } from "node:path";
import { shellWord } from "../../host/shell-word.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { isBundled } from "../choose/bundled.ts";
import { invocation } from "../invocation.ts";
import { namedOptions, type RunFlags, shortSpelling } from "./run-flags.ts";
import type { RepeatedCase, RunOption } from "./run-options.ts";

export interface RepeatOptions {
  readonly flags: RunFlags;
  readonly seed: number;
  /** What followed `--`, or null. */
  readonly command: readonly string[] | null;
  /** Implementations, as the user called them. */
  readonly names: readonly string[];
  readonly implementations: readonly Implementation[];
}

type PlayedCase = Pick<CaseResult, "implementation" | "scenario" | "repetition" | "network">;

/** @returns what {@link repeatCommand} does, for many cases: each network is looked up once. */
export function repeatCommands(options: RepeatOptions): (result: PlayedCase) => string {
  const found = new Map<string, string | undefined>();
  return (result) => {
    if (!found.has(result.network)) {
      found.set(result.network, networkWord(result.network, options.flags));
    }
    return repeatCommand(result, options, found.get(result.network));
  };
}

/** @returns the command line that runs this case alone, with the same bytes. */
export function repeatCommand(
  { implementation, scenario, repetition, network }: PlayedCase,
  { flags, seed, command, names, implementations }: RepeatOptions,
  asked = networkWord(network, flags),
): string {
  const { address, image } = flags;
  const isDescribed = command !== null || address !== undefined || image !== undefined;
  const isNamed = names.length > 0 || !isDescribed;
  const words = [
    ...invocation(),
    "run",
    ...(isNamed ? [nameOf(implementation, implementations)] : []),
    ...optionWords(flags, { scenario, repetition, seed, network: asked }),
    ...(command === null ? [] : ["--", ...command]),
  ];
  return words.map(shellWord).join(" ");
}

function optionWords(flags: RunFlags, repeated: RepeatedCase): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(flags));
  return namedOptions.flatMap(([name, option]) => {
    const values = [repeatedValue(option, given.get(name), repeated) ?? []].flat();
    return values.flatMap((value) => [shortSpelling(option), String(value)]);
  });
}

function repeatedValue(option: RunOption, given: unknown, repeated: RepeatedCase): unknown {
  if (typeof option.repeated === "function") {
    return option.repeated(repeated);
  }
  const isWanted = option.repeated === "as given" && given !== option.default;
  return isWanted ? given : undefined;
}

/** As it was asked for, which an inline network or a file is by more than its name. */
function networkWord(name: string, flags: RunFlags): string | undefined {
  if (name === "clean") {
    return undefined;
  }
  const asked = (flags.network ?? []).find((word) =>
    chooseNetworks([word]).some((network) => network.name === name),
  );
  const isList = asked === undefined || asked.includes(",") || asked === "all";
  return isList ? name : asked;
}

/** A bundled one by its name, another by the folder of its manifest. */
function nameOf(name: string, implementations: readonly Implementation[]): string {
  const found = implementations.find((implementation) => implementation.name === name);
  if (found === undefined || isBundled(found)) {
    return name;
  }
  const path = relative(".", found.folder) || ".";
  return path.startsWith("..") ? found.folder : `./${path}`;
}
