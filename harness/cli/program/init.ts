import type { Command } from "commander";
import type { InitFlags } from "../init/init.ts";

/** Adds `sockspec init`, whose action is loaded only when it is called. */
export function addInit(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  program
    .command("init")
    .description(
      "write an impl.json, a configuration and a CI file for the server in this folder, after three questions",
    )
    .usage("[options] [-- command…]")
    .option("-y, --yes", "ask nothing: take the command after --, or the server that is found here")
    .option("--protocol <name>", "a protocol that sockspec list protocols shows, or ./mine.ts")
    .option("--ci <service>", "github, gitlab or none")
    .option("--force", "replace files that are there")
    .action(async (flags: InitFlags) => {
      const { runInit } = await import("../init/init.ts");
      process.exitCode = await runInit(command, flags, signal);
    });
}
