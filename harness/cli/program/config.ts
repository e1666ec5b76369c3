import type { Command } from "commander";
import { addOptions } from "../options/add-options.ts";
import type { RunOption } from "../options/run-options.ts";
import { runOptions } from "../options/run-options.ts";

/** Adds `sockspec config`, whose action is loaded only when it is called. */
export function addConfig(program: Command, separated: readonly string[] | null): void {
  const { json: _, ...options } = runOptions;
  const shared: readonly RunOption[] = Object.values(options);
  // Those of `run` are accepted, to see what they change, and documented there.
  const config = addOptions(program.command("config"), ...shared);
  for (const option of config.options) {
    option.hidden = option.attributeName() !== "config";
  }
  config
    .description(
      "print what sockspec run would do with these options here, and where each value comes from",
    )
    .usage("[options of run] [implementation…] [-- command…]")
    .argument("[implementation...]", "as for run")
    .option("--json", "print one JSON document")
    .action(async (_names: string[], _flags: object, own: Command) => {
      const { showConfig } = await import("../config/show.ts");
      process.exitCode = await showConfig(own, separated);
    });
}
