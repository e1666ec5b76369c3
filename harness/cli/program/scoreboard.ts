import type { Command } from "commander";
import type { ScoreboardFlags } from "../commands/scoreboard.ts";

/** Adds `sockspec scoreboard`, which loads what it takes only when it is asked for. */
export function describeScoreboard(program: Command, signal: AbortSignal): void {
  program
    .command("scoreboard")
    .description("publish stored runs as picture, page, data and report; without one, run first")
    .argument("[run...]", "folders or ids; default: grade the bundled implementations now")
    .option("--output <folder>", "where the files go", "results/scoreboard")
    .option("--runs <folder>", "where runs are stored", "results/runs")
    .option("--partial", "from a run that is not whole, too; the files say so")
    .action(async (runs: string[], flags: ScoreboardFlags) => {
      const { runScoreboard } = await import("../commands/scoreboard.ts");
      process.exitCode = await runScoreboard(runs, flags, signal);
    });
}
