import { shellWord } from "../../host/shell-word.ts";
import type { RunLine } from "./run-line.ts";

export interface MergedRun {
  /** The folder below which the shards' runs are, as a shell reads it. */
  readonly shards: string;
  /** The folder that the merged run is stored in, as a shell reads it. */
  readonly output: string;
  /** The reporters where the command line of the run asks for none. Default: the terminal's. */
  readonly reporters?: string;
}

/** @returns the parts of a command line after `sockspec` that merge shards, gate on all of them and report. */
export function mergeWords(line: RunLine, merged: MergedRun): readonly string[] {
  const typed = line.whole.map(({ words }) => words.map(shellWord).join(" "));
  const asks = line.whole.some(({ name }) => ["reporter", "json"].includes(name ?? ""));
  const { shards, output, reporters } = merged;
  return [
    "merge",
    shards,
    `--output ${output}`,
    ...typed,
    ...(asks || reporters === undefined ? [] : [`--reporter ${reporters}`]),
  ];
}
