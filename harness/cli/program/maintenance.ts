import { Command } from "commander";
import type { SelfTestOptions } from "../commands/self-test.ts";
import { addOptions } from "../options/add-options.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { runOptions } from "../options/run-options.ts";
import { present } from "../options/values.ts";

/** Adds `sockspec self-test`, whose action is loaded only when it is called. */
export function addSelfTest(program: Command, signal: AbortSignal): void {
  addOptions(
    program
      .command("self-test")
      .description("run every fault against every scenario and print the kill matrix")
      .argument("[fault...]", "names of faults, or parts of names (default: all)"),
    { ...runOptions.jobs, help: "how many labs run in parallel" },
    runOptions.seed,
    {
      ...runOptions.repeatEach,
      help: "play only the listed kills, n times, and count how often each check fails",
    },
    {
      ...runOptions.strict,
      help: "also fail for checks that fail without being on the fault's list",
    },
    {
      flag: "--listed",
      help: "play each fault in the scenarios of its list alone: minutes instead of a quarter of an hour",
      value: present,
    },
    {
      flag: "--record",
      help: "keep the counts of --repeat-each beside the faults",
      value: present,
    },
  ).action(async (faults: string[], flags: Omit<SelfTestOptions, "signal">) => {
    const { runSelfTest } = await import("../commands/self-test.ts");
    process.exitCode = await runSelfTest(faults, { ...flags, signal });
  });
}

/** Adds `sockspec network prove`, whose action is loaded only when it is called. */
export function addNetwork(program: Command, signal: AbortSignal): void {
  program
    .command("network")
    .description("measure links without grading anything")
    .addCommand(
      addOptions(
        new Command("prove")
          .description("measure links and compare them with their settings and with theory")
          .argument("<network...>", "links, as for run --network"),
        runOptions.kernel,
        {
          ...runOptions.json,
          help: "write the measurements to a JSON file; - or no file is standard output",
        },
      ).action(async (networks: string[], flags: Pick<RunFlags, "kernel" | "json">) => {
        const { runProve } = await import("../commands/network-prove.ts");
        process.exitCode = await runProve(networks, { ...flags, signal });
      }),
    );
}

/** Adds `sockspec clean`, whose action is loaded only when it is called. */
export function addClean(program: Command): void {
  program
    .command("clean")
    .description("remove what killed runs left behind on the container engine")
    .option("--all", "also remove what active runs are using")
    .option("--images", "also remove the images that were built for the container lab")
    .action(async (flags: { all?: boolean; images?: boolean }) => {
      const { runClean } = await import("../commands/clean.ts");
      process.exitCode = await runClean(flags);
    });
}
