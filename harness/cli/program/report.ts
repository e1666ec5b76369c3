import { type Command, Option } from "commander";
import type { ReportFlags } from "../commands/report.ts";

export const reporterWords =
  "default, line, dot or silent; github beside it; " +
  "json, junit, ctrf, tap, markdown, badge, html as name=file";

/** Adds `sockspec report`, which loads what it takes only when it is asked for. */
export function describeReport(
  program: Command,
  collect: (value: string, before: readonly string[] | undefined) => readonly string[],
): void {
  program
    .command("report")
    .description("show or write a stored run: --reporter junit=junit.xml,html=report.html")
    .argument("<run>", "its folder, or its id")
    .option("--reporter <list>", reporterWords, collect)
    .option("--json <file>", "short for --reporter json=file")
    .option("--baseline <file>", "failures that are expected")
    .addOption(
      new Option("--fail-on <level>", "what to show as failed").choices(["must", "should"]),
    )
    .option("--output <folder>", "where runs are stored", "results/runs")
    .action(async (run: string, flags: ReportFlags) => {
      const { runReport } = await import("../commands/report.ts");
      process.exitCode = await runReport(run, flags);
    });
}
