import type { Command } from "commander";
import type { LadderFlags } from "../commands/ladder.ts";

/** Adds `sockspec ladder`, which loads what it takes only when it is asked for. */
export function describeLadder(program: Command): void {
  program
    .command("ladder")
    .description("draw one case of a stored run: who did what, and what crossed the wire")
    .argument("<run>", "its folder, or its id")
    .argument("<case...>", "parts of its name: implementation, scenario, network, repetition")
    .option("-o, --out <file>", "where the SVG goes, - for standard output; default: to the case")
    .option("--scenarios <folder>", "scenarios of your own, beside the bundled ones")
    .option("--output <folder>", "where runs are stored", "results/runs")
    .action(async (run: string, words: string[], flags: LadderFlags) => {
      const { runLadder } = await import("../commands/ladder.ts");
      process.exitCode = await runLadder(run, words, flags);
    });
}
