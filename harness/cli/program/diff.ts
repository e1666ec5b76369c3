import type { Command } from "commander";
import type { DiffFlags } from "../commands/diff.ts";

/** Adds `sockspec diff`, which loads what it takes only when it is asked for. */
export function describeDiff(program: Command): void {
  program
    .command("diff")
    .description("show what got better, worse, new, gone or flaky between two runs, and why")
    .argument("<before>", "a run's folder, or its id")
    .argument("<after>", "another's")
    .option("--json", "as one JSON document")
    .option("--output <folder>", "where runs are stored", "results/runs")
    .action(async (before: string, after: string, flags: DiffFlags) => {
      const { runDiff } = await import("../commands/diff.ts");
      process.exitCode = runDiff({ before, after }, flags);
    });
}
