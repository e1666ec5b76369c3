import type { Command } from "commander";
import { addRunOptions } from "../options/add-options.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** Adds `sockspec bench`, which loads what it takes only when it is asked for. */
export function addBench(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  addRunOptions(program.command("bench"))
    .description(
      "measure implementations side by side: latency, throughput, processor time, memory",
    )
    .usage("[options] [implementation…] [-- command…]")
    .argument("[implementation...]", "the name of a bundled one, or the folder of an impl.json")
    .action(async (implementations: string[], flags: RunFlags) => {
      const { runBench } = await import("../commands/bench.ts");
      process.exitCode = await runBench(implementations, command, flags, signal);
    });
}
