import { type Command, Option } from "commander";
import type { DiffFlags } from "../commands/diff.ts";
import type { LadderFlags } from "../commands/ladder.ts";
import type { RegradeFlags } from "../commands/regrade.ts";
import type { ReportFlags } from "../commands/report.ts";
import type { ScoreboardFlags } from "../commands/scoreboard.ts";
import { reporterWords } from "./run.ts";
import { collect } from "./values.ts";

/** Adds `sockspec report`, which loads what it takes only when it is asked for. */
export function addReport(program: Command): void {
  program
    .command("report")
    .description("show a stored run, or write it: --reporter junit=junit.xml,html=report.html")
    .argument("<run>", "the run's folder, or its id")
    .option("--reporter <list>", reporterWords, collect)
    .option("--json <file>", "short for --reporter json=file")
    .option("--baseline <file>", "expected failures")
    .addOption(
      new Option("--fail-on <level>", "what to show as failed").choices(["must", "should"]),
    )
    .option("--output <folder>", "where runs are stored", "results/runs")
    .action(async (run: string, flags: ReportFlags) => {
      const { runReport } = await import("../commands/report.ts");
      process.exitCode = await runReport(run, flags);
    });
}

/** Adds `sockspec diff`, which loads what it takes only when it is asked for. */
export function addDiff(program: Command): void {
  program
    .command("diff")
    .description("show what got better, worse, new, gone or flaky between two runs, and why")
    .argument("<before>", "a run's folder, or its id")
    .argument("<after>", "another run's folder, or its id")
    .option("--json", "as one JSON document")
    .option("--output <folder>", "where runs are stored", "results/runs")
    .action(async (before: string, after: string, flags: DiffFlags) => {
      const { runDiff } = await import("../commands/diff.ts");
      process.exitCode = runDiff({ before, after }, flags);
    });
}

/** Adds `sockspec ladder`, which loads what it takes only when it is asked for. */
export function addLadder(program: Command): void {
  program
    .command("ladder")
    .description("draw one case of a stored run: what each end did, and what crossed the wire")
    .argument("<run>", "the run's folder, or its id")
    .argument(
      "<case...>",
      "parts of the case's name: implementation, scenario, network, repetition",
    )
    .option(
      "-o, --out <file>",
      "where to write the SVG, - for standard output; default: next to the case",
    )
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .option("--output <folder>", "where runs are stored", "results/runs")
    .action(async (run: string, words: string[], flags: LadderFlags) => {
      const { runLadder } = await import("../commands/ladder.ts");
      process.exitCode = await runLadder(run, words, flags);
    });
}

export function addRegrade(program: Command): void {
  program
    .command("regrade")
    .description("judge the stored histories of a run again, with the current checks")
    .argument("<run>", "the run's folder, or its id")
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .option("--output <folder>", "where runs are stored", "results/runs")
    .option("--write", "store the result as a new run next to the old one")
    .action(async (run: string, flags: RegradeFlags) => {
      const { runRegrade } = await import("../commands/regrade.ts");
      process.exitCode = await runRegrade(run, flags);
    });
}

/** Adds `sockspec scoreboard`, which loads what it takes only when it is asked for. */
export function addScoreboard(program: Command, signal: AbortSignal): void {
  program
    .command("scoreboard")
    .description(
      "publish stored runs as picture, page, data and report; without a run, make one first",
    )
    .argument("[run...]", "folders or ids; default: grade the bundled implementations now")
    .option("--output <folder>", "where the files go", "results/scoreboard")
    .option("--runs <folder>", "where runs are stored", "results/runs")
    .option("--partial", "accept an incomplete run; the files say so")
    .action(async (runs: string[], flags: ScoreboardFlags) => {
      const { runScoreboard } = await import("../commands/scoreboard.ts");
      process.exitCode = await runScoreboard(runs, flags, signal);
    });
}
