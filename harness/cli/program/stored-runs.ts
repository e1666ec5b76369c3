import type { Command } from "commander";
import type { CompareFlags } from "../commands/compare.ts";
import type { DiffFlags } from "../commands/diff.ts";
import type { LadderFlags } from "../commands/ladder.ts";
import type { MergeFlags } from "../commands/merge.ts";
import type { RegradeFlags } from "../commands/regrade.ts";
import type { ReplayFlags } from "../commands/replay.ts";
import type { ReportFlags } from "../commands/report.ts";
import type { ScoreboardFlags } from "../commands/scoreboard.ts";
import { addOptions } from "../options/add-options.ts";
import { runOptions } from "../options/run-options.ts";
import { figureThresholdWords } from "./bench.ts";

const aRun = "the run's folder or its id; latest, or latest~1 for the one before it";

const ownProtocol = {
  ...runOptions.protocol,
  help: "the module of a protocol of yours that the run played, such as ./mine.ts",
};

/** Adds `sockspec report`, which loads what it takes only when it is asked for. */
export function addReport(program: Command): void {
  addOptions(
    program
      .command("report")
      .description("show a stored run, or convert it: --reporter junit=junit.xml,html=report.html")
      .argument("<run>", aRun),
    runOptions.reporter,
    runOptions.json,
    runOptions.baseline,
    runOptions.failOn,
    runOptions.open,
    runOptions.output,
    runOptions.config,
  ).action(async (run: string, flags: ReportFlags) => {
    const { runReport } = await import("../commands/report.ts");
    process.exitCode = await runReport(run, flags);
  });
}

/** Adds `sockspec merge`, which loads what it takes only when it is asked for. */
export function addMerge(program: Command, signal: AbortSignal): void {
  const merge = program
    .command("merge")
    .description("put the shards of a run together: one run, with everything in it")
    .argument("<run...>", "folders of runs, folders that contain runs, or tarballs of those")
    .option(
      "--allow-missing",
      "merge although shards are missing or unfinished; their cases are inconclusive",
    );
  addOptions(
    merge,
    runOptions.baseline,
    runOptions.updateBaseline,
    runOptions.failOn,
    runOptions.strict,
    runOptions.threshold,
    runOptions.scenarios,
    runOptions.reporter,
    runOptions.json,
    runOptions.open,
    runOptions.output,
    runOptions.config,
  ).action(async (runs: string[], flags: MergeFlags) => {
    const { runMerge } = await import("../commands/merge.ts");
    process.exitCode = await runMerge(runs, flags, signal);
  });
}

/** Adds `sockspec diff`, which loads what it takes only when it is asked for. */
export function addDiff(program: Command): void {
  const diff = program
    .command("diff")
    .description("compare two runs: what got better, worse, new, gone or flaky, and why")
    .argument("<before>", aRun)
    .argument("<after>", "another run")
    .option("--json", "print one JSON document");
  addOptions(diff, runOptions.output, runOptions.config).action(
    async (before: string, after: string, flags: DiffFlags) => {
      const { runDiff } = await import("../commands/diff.ts");
      process.exitCode = runDiff({ before, after }, flags);
    },
  );
}

/** Adds `sockspec compare`, which loads what it takes only when it is asked for. */
export function addCompare(program: Command): void {
  const compare = program
    .command("compare")
    .description("compare what stored runs of bench measured: medians, intervals, differences")
    .argument("<run...>", "folders of runs, or their ids, or latest")
    .option("--json", "print one JSON document")
    .option("--csv", "print what each repetition gave");
  addOptions(
    compare,
    { ...runOptions.threshold, help: figureThresholdWords },
    runOptions.output,
    runOptions.config,
  ).action(async (runs: string[], flags: CompareFlags) => {
    const { runCompare } = await import("../commands/compare.ts");
    process.exitCode = runCompare(runs, flags);
  });
}

/** Adds `sockspec ladder`, which loads what it takes only when it is asked for. */
export function addLadder(program: Command): void {
  const ladder = program
    .command("ladder")
    .description("draw one case of a stored run: what each end did and what crossed the wire")
    .argument("<run>", aRun)
    .argument(
      "<case...>",
      "parts of the case's name: implementation, scenario, network, repetition",
    )
    .option(
      "-o, --out <file>",
      "where to write the SVG; - is standard output (default: next to the case)",
    );
  addOptions(
    ladder,
    runOptions.scenarios,
    ownProtocol,
    runOptions.output,
    runOptions.config,
  ).action(async (run: string, words: string[], flags: LadderFlags) => {
    const { runLadder } = await import("../commands/ladder.ts");
    process.exitCode = await runLadder(run, words, flags);
  });
}

/** Adds `sockspec replay`, which loads what it takes only when it is asked for. */
export function addReplay(program: Command, signal: AbortSignal): void {
  const replay = program
    .command("replay")
    .description("run one case of a stored run again in virtual time, and compare the histories")
    .argument("<run>", "the run's folder, or its id")
    .argument(
      "<case...>",
      "parts of the case's name: implementation, scenario, network, repetition",
    );
  addOptions(replay, ownProtocol, runOptions.output, runOptions.config).action(
    async (run: string, words: string[], flags: ReplayFlags) => {
      const { runReplay } = await import("../commands/replay.ts");
      process.exitCode = await runReplay(run, words, flags, signal);
    },
  );
}

export function addRegrade(program: Command): void {
  const regrade = program
    .command("regrade")
    .description("judge the stored histories of a run again with the current checks")
    .argument("<run>", aRun);
  addOptions(regrade, runOptions.scenarios, ownProtocol, runOptions.output, runOptions.config)
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
    .description("publish stored runs as a picture, a page, data and a report")
    .argument(
      "[run...]",
      "folders or ids of runs (default: first grade and measure all bundled implementations)",
    )
    .option("--output <folder>", "where to write the files", "results/scoreboard")
    .option("--runs <folder>", "where runs are stored", "results/runs")
    .option("--partial", "accept an incomplete run; the files say so")
    .action(async (runs: string[], flags: ScoreboardFlags) => {
      const { runScoreboard } = await import("../commands/scoreboard.ts");
      process.exitCode = await runScoreboard(runs, flags, signal);
    });
}
