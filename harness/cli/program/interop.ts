import type { Command } from "commander";
import type { InteropFlags } from "../commands/interop.ts";
import { addOptions, defaultFlags } from "../options/add-options.ts";
import { runOptions } from "../options/run-options.ts";
import { text } from "../options/values.ts";

/** Adds `sockspec interop`, which loads what it takes only when it is asked for. */
export function addInterop(program: Command, signal: AbortSignal): void {
  const interop = program
    .command("interop")
    .description(
      "play every client against every server, and through every proxy that is named, and show who works with whom",
    )
    .argument(
      "[name...]",
      "clients, servers and proxies: names of bundled ones, or folders of an impl.json (default: all bundled clients and servers)",
    );
  addOptions(
    interop,
    { ...runOptions.evidence, default: "all" },
    runOptions.strace,
    runOptions.baseline,
    runOptions.failOn,
    runOptions.strict,
    runOptions.retry,
    { ...runOptions.scenario, help: "play only what has this in its id, or matches it" },
    runOptions.exclude,
    runOptions.list,
    runOptions.shard,
    runOptions.durations,
    runOptions.network,
    runOptions.kernel,
    runOptions.startTimeout,
    runOptions.repeatEach,
    runOptions.seed,
    runOptions.jobs,
    runOptions.bail,
    runOptions.maxFailures,
    runOptions.timeout,
    runOptions.caseTimeout,
    runOptions.reporter,
    runOptions.output,
    runOptions.config,
    { ...runOptions.json, help: "write the matrix as JSON; - or no file is standard output" },
    runOptions.resume,
    {
      flag: "--publish <folder>",
      help: "also write the matrix there, as interop.md, interop.json and interop.html, without links to evidence",
      value: text,
    },
  ).action(async (names: string[], flags: Partial<InteropFlags>, own: Command) => {
    const { runInterop } = await import("../commands/interop.ts");
    const typed = Object.keys(flags).filter((name) => own.getOptionValueSource(name) === "cli");
    process.exitCode = await runInterop(names, { ...defaultFlags(), ...flags }, { typed, signal });
  });
}
