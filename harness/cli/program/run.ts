import type { Command } from "commander";
import { addRunOptions } from "../options/add-options.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** Adds `sockspec run`, which loads what it takes only when it is asked for. */
export function addRun(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  addRunOptions(program.command("run"))
    .description(
      "grade implementations, or any program given after --, with {host} and {port} replaced",
    )
    .usage("[options] [implementation…] [-- command…]")
    .argument(
      "[implementation...]",
      "a bundled one by name, any other by the folder of its impl.json",
    )
    .action(async (implementations: string[], flags: RunFlags, own: Command) => {
      if (flags.resume !== undefined) {
        const typed = Object.keys(flags).filter((name) => own.getOptionValueSource(name) === "cli");
        const { runResume } = await import("../commands/resume.ts");
        const line = { implementations, command, flags, typed };
        process.exitCode = await runResume(flags.resume, line, signal);
        return;
      }
      const { runRun } = await import("../commands/run.ts");
      process.exitCode = await runRun(implementations, command, flags, signal);
    });
}
