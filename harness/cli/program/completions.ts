import type { Command } from "commander";
import { UsageError } from "../exit-status.ts";

/** Adds `sockspec completions`, whose action is loaded only when it is called. */
export function addCompletions(program: Command): void {
  program
    .command("completions")
    .description("print a script that has a shell complete command lines of sockspec")
    .argument("<shell>", "bash, zsh or fish")
    .action(async (asked: string) => {
      const { completionScript, shells } = await import("../completions/scripts.ts");
      const shell = shells.find((known) => known === asked);
      if (shell === undefined) {
        throw new UsageError(`completions: expected bash, zsh or fish, found "${asked}".`);
      }
      process.stdout.write(completionScript(shell));
    });
}
