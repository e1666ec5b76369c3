import type { Command } from "commander";
import type { RegradeFlags } from "../commands/regrade.ts";

export function describeRegrade(program: Command): void {
  program
    .command("regrade")
    .description("judge the stored histories of a run again, with the checks as they are now")
    .argument("<run>", "its folder, or its id")
    .option("--scenarios <folder>", "scenarios of your own, beside the bundled ones")
    .option("--output <folder>", "where runs are stored", "results/runs")
    .option("--write", "store what comes of it as a run of its own, beside the old one")
    .action(async (run: string, flags: RegradeFlags) => {
      const { runRegrade } = await import("../commands/regrade.ts");
      process.exitCode = await runRegrade(run, flags);
    });
}
