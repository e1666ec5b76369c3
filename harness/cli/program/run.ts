import type { Command } from "commander";
import { whySeparatorMissingBeforeOptions } from "../choose/missing-separator.ts";
import { addRunOptions } from "../options/add-options.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** Adds `sockspec run`, which loads what it takes only when it is asked for. */
export function addRun(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  const run = program.command("run");
  run.configureOutput({
    outputError(text, write) {
      // "-jar" is read as the option -j.
      const isOption = /^error: (unknown option|option .* is invalid)/.test(text);
      const advice = command === null && isOption ? separatorAdvice(run) : null;
      write(advice === null ? text : `sockspec: ${advice}\n`);
    },
  });
  addRunOptions(run)
    .description(
      "grade implementations, or the command after --, in which {host} and {port}, or {socket}, are replaced",
    )
    .usage("[options] [implementation…] [-- command…]")
    .argument("[implementation...]", "the name of a bundled one, or the folder of an impl.json")
    .action(async (implementations: string[], flags: RunFlags, own: Command) => {
      if (flags.resume !== undefined && flags.watch !== true) {
        const typed = Object.keys(flags).filter((name) => own.getOptionValueSource(name) === "cli");
        const { runResume } = await import("../commands/resume.ts");
        const line = { implementations, command, flags, typed };
        process.exitCode = await runResume(flags.resume, line, signal);
        return;
      }
      if (flags.watch === true) {
        const { runWatching } = await import("../watch/watch.ts");
        const words = process.argv.slice(2);
        process.exitCode = await runWatching(implementations, command, { words, flags, signal });
        return;
      }
      const { runRun } = await import("../commands/run.ts");
      process.exitCode = await runRun(implementations, command, flags, signal);
    });
}

function separatorAdvice(run: Command): string | null {
  const takesValue = (word: string) =>
    run.options.some(
      (option) =>
        (option.required || option.optional) && [option.short, option.long].includes(word),
    );
  const place = { folder: process.cwd(), path: process.env["PATH"] ?? "" };
  const [, , , ...words] = process.argv;
  return whySeparatorMissingBeforeOptions(words, takesValue, place);
}
