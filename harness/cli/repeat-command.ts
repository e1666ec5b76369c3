import { relative } from "node:path";
import { shellWord } from "../host/shell-word.ts";
import type { Implementation } from "../implementation/manifest.ts";
import type { CaseResult } from "../journal/case-result.ts";
import { chooseNetworks } from "../network/choose.ts";
import { isBundled } from "./choose/bundled.ts";
import type { RunFlags } from "./choose/run-flags.ts";

export interface RepeatOptions {
  readonly flags: RunFlags;
  readonly seed: number;
  /** What followed `--`, or null. */
  readonly command: readonly string[] | null;
  readonly implementations: readonly Implementation[];
}

type RepeatedCase = Pick<CaseResult, "implementation" | "scenario" | "repetition" | "network">;

/** @returns what {@link repeatCommand} does, for many cases: each network is looked up once. */
export function repeatCommands(options: RepeatOptions): (result: RepeatedCase) => string {
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
  result: RepeatedCase,
  { flags, seed, command, implementations }: RepeatOptions,
  network = networkWord(result.network, flags),
): string {
  const { address, image } = flags;
  const isNamed = command === null && address === undefined && image === undefined;
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  const words = [
    ...["npx", "sockspec", "run"],
    ...(isNamed ? [nameOf(result.implementation, implementations)] : []),
    ...["-t", result.scenario],
    ...option("scenarios", flags.scenarios),
    ...option("image", image),
    ...option("lab", flags.lab === "netns" ? undefined : flags.lab),
    ...option("network", network),
    ...option("kernel", flags.kernel === "auto" ? undefined : flags.kernel),
    ...option("address", address),
    ...option("port", flags.port),
    ...option("max-frame", flags.maxFrame),
    ...(flags.claim ?? []).flatMap((claim) => option("claim", claim)),
    ...option("seed", seed),
    ...option("repeat-each", result.repetition === 1 ? undefined : result.repetition),
    ...(command === null ? [] : ["--", ...command]),
  ];
  return words.map(shellWord).join(" ");
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
  const found = implementations.find((one) => one.name === name);
  if (found === undefined || isBundled(found)) {
    return name;
  }
  const path = relative(".", found.folder) || ".";
  return path.startsWith("..") ? found.folder : `./${path}`;
}
