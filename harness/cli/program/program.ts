import { Command } from "commander";
import { sockspecVersion } from "../../journal/sockspec-version.ts";
import type { ListFlags } from "../commands/list.ts";
import { addRun } from "./run.ts";
import { addDiff, addLadder, addRegrade, addReport, addScoreboard } from "./stored-runs.ts";
import { collect, positiveInteger, wholeNumber } from "./values.ts";

/** Every command with its words; what a command takes is loaded only when it is asked for. */
export function makeProgram(command: readonly string[] | null, signal: AbortSignal): Command {
  const program = new Command("sockspec")
    .description("Grade echo implementations on real TCP connections.")
    .version(sockspecVersion)
    .exitOverride()
    .showHelpAfterError("Run sockspec --help to see the commands.");
  addRun(program, command, signal);
  addReport(program);
  addDiff(program);
  addLadder(program);
  program
    .command("list")
    .description("list scenarios, networks and bundled implementations")
    .argument("[what]", "scenarios, networks or implementations; default: all")
    .option("-n, --network <network>", "only scenarios that apply to these networks", collect)
    .option("--untested", "list known requirements that are not tested, with the reason")
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .action(async (what: string | undefined, flags: ListFlags) => {
      const { runList } = await import("../commands/list.ts");
      process.exitCode = await runList(what, flags);
    });
  program
    .command("explain")
    .description("show the steps of a scenario, the reason for it, and its checks")
    .argument("<scenario>", "its id, or part of it")
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .action(async (scenario: string, flags: { scenarios?: string }) => {
      const { runExplain } = await import("../commands/explain.ts");
      process.exitCode = await runExplain(scenario, flags.scenarios);
    });
  program
    .command("self-test")
    .description("run every fault against every scenario and print the kill matrix")
    .argument("[fault...]", "faults, by name or part of a name; default: all")
    .option("-j, --jobs <n>", "how many labs run in parallel", positiveInteger)
    .option("--seed <n>", "seed for the payloads", wholeNumber, 1)
    .action(async (faults: string[], flags: { jobs?: number; seed: number }) => {
      const { runSelfTest } = await import("../commands/self-test.ts");
      process.exitCode = await runSelfTest(faults, { ...flags, signal });
    });
  program
    .command("network")
    .description("measure links without grading anything")
    .addCommand(
      new Command("prove")
        .description("measure links and compare them with their settings and with theory")
        .argument("<network...>", "as for run --network")
        .option("--kernel <kernel>", "auto, host or guest", "auto")
        .option("--json <file>", "write the measurements as one JSON document")
        .action(async (networks: string[], flags: { kernel: string; json?: string }) => {
          const { runProve } = await import("../commands/network-prove.ts");
          process.exitCode = await runProve(networks, { ...flags, signal });
        }),
    );
  addRegrade(program);
  addScoreboard(program, signal);
  program
    .command("clean")
    .description("remove what killed runs left on the container engine")
    .option("--all", "also remove what running runs use")
    .option("--images", "also remove the images built for the container lab")
    .action(async (flags: { all?: boolean; images?: boolean }) => {
      const { runClean } = await import("../commands/clean.ts");
      process.exitCode = await runClean(flags);
    });
  program
    .command("doctor")
    .description("report what this machine supports, and what to install for the rest")
    .action(async () => {
      const { runDoctor } = await import("../commands/doctor.ts");
      process.exitCode = await runDoctor(signal);
    });
  return program;
}
