import type { Command } from "commander";
import { findConfig } from "./find.ts";

/** The commands that a configuration file bears on. */
const readers: ReadonlySet<string> = new Set([
  "run",
  "config",
  "bench",
  "interop",
  "merge",
  "report",
  "diff",
  "compare",
  "ladder",
  "list",
  "explain",
  "regrade",
]);

/**
 * Has every such command read the configuration file before its action. What that takes is loaded only
 * where there is a file.
 */
export function readConfigFirst(program: Command, separated: readonly string[] | null): void {
  program.hook("preAction", async (_, command) => {
    const file = readers.has(command.name()) ? findConfig(askedFor(command), ".") : null;
    if (file !== null) {
      const { applyConfig } = await import("./apply.ts");
      await applyConfig(command, { file, hasCommand: separated !== null });
    }
  });
}

/** @returns the value of `--config`. */
export function askedFor(command: Command): string | undefined {
  return command.getOptionValue("config") as string | undefined;
}
