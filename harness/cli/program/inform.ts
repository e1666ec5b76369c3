import type { Command } from "commander";
import type { ExplainFlags } from "../commands/explain.ts";
import type { ListFlags } from "../commands/list.ts";
import { addOptions } from "../options/add-options.ts";
import { runOptions } from "../options/run-options.ts";

const jsonWords = "print one JSON document";

/** Adds `sockspec list`, which loads what it takes only when it is asked for. */
export function addList(program: Command): void {
  addOptions(
    program
      .command("list")
      .description("list scenarios, measurements, networks, protocols and bundled implementations")
      .argument(
        "[what]",
        "scenarios, measurements, networks, protocols or implementations (default: all)",
      ),
    { ...runOptions.network, help: "list only scenarios that apply to these networks" },
    { ...runOptions.protocol, help: "list only scenarios that this protocol can express" },
    runOptions.scenarios,
    runOptions.config,
  )
    .option("--role <role>", "list only scenarios and implementations of a server, client or proxy")
    .option("--json", jsonWords)
    .option("--untested", "list known requirements that are not tested, with reasons")
    .action(async (what: string | undefined, flags: ListFlags) => {
      const { runList } = await import("../commands/list.ts");
      process.exitCode = await runList(what, flags);
    });
}

/** Adds `sockspec explain`, which loads what it takes only when it is asked for. */
export function addExplain(program: Command): void {
  addOptions(
    program
      .command("explain")
      .description("show a scenario: its purpose, its steps and its checks")
      .argument("<scenario>", "the scenario's id, or part of it"),
    runOptions.scenarios,
    runOptions.config,
    { ...runOptions.protocol, help: "also show what is sent and owed in this protocol" },
  )
    .option("--json", jsonWords)
    .action(async (scenario: string, flags: ExplainFlags) => {
      const { runExplain } = await import("../commands/explain.ts");
      process.exitCode = await runExplain(scenario, flags);
    });
}

/** Adds `sockspec doctor`, which loads what it takes only when it is asked for. */
export function addDoctor(program: Command, signal: AbortSignal): void {
  program
    .command("doctor")
    .description("report what this machine supports, and what to install for the rest")
    .option("--json", jsonWords)
    .action(async (flags: { json?: boolean }) => {
      const { runDoctor } = await import("../commands/doctor.ts");
      process.exitCode = await runDoctor(flags, signal);
    });
}
