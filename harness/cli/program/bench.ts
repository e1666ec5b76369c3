import type { Command } from "commander";
import type { BenchFlags } from "../commands/bench.ts";
import { addOptions, defaultFlags } from "../options/add-options.ts";
import { runOptions } from "../options/run-options.ts";
import { present, text } from "../options/values.ts";

/** The help of `--threshold` where figures are measured. */
export const figureThresholdWords =
  "a limit on a figure, such as ping-pong:p99<=20ms or bulk:throughput>=0.9*cpp";

/** Adds `sockspec bench`, which loads what it takes only when it is asked for. */
export function addBench(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  addOptions(
    program.command("bench"),
    { ...runOptions.scenario, help: "measure only what has this in its id, or matches it" },
    runOptions.network,
    runOptions.shard,
    runOptions.durations,
    {
      ...runOptions.repeatEach,
      help: "repetitions of each measurement; a difference between two needs at least four",
      default: 10,
    },
    {
      flag: "--no-yardsticks",
      help: "do not measure a plain C++ echo and socat beside the implementations",
      value: present,
    },
    {
      flag: "--count-disturbed",
      help: "count repetitions that the machine disturbed, instead of playing them again",
      value: present,
    },
    { ...runOptions.threshold, help: figureThresholdWords },
    runOptions.seed,
    runOptions.lab,
    runOptions.kernel,
    runOptions.protocol,
    runOptions.maxFrame,
    runOptions.claim,
    runOptions.name,
    runOptions.env,
    runOptions.cwd,
    runOptions.port,
    runOptions.startTimeout,
    runOptions.reporter,
    runOptions.output,
    runOptions.config,
    runOptions.json,
    {
      flag: "--csv <file>",
      help: "short for --reporter csv=file; - is standard output",
      value: text,
    },
  )
    .description("measure implementations side by side: latency, throughput, CPU time, memory")
    .usage("[options] [implementation…] [-- command…]")
    .argument("[implementation...]", "the name of a bundled one, or the folder of an impl.json")
    .action(async (implementations: string[], flags: Partial<BenchFlags>) => {
      const { runBench } = await import("../commands/bench.ts");
      const all = { ...defaultFlags(), ...flags };
      process.exitCode = await runBench(implementations, command, all, signal);
    });
}
