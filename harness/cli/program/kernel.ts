import { Command } from "commander";
import type { KernelBuildFlags } from "../commands/kernel.ts";
import { addOptions } from "../options/add-options.ts";
import { runOptions } from "../options/run-options.ts";

/** Adds `sockspec kernel build` and `status`, whose actions are loaded only when they are called. */
export function addKernel(program: Command, signal: AbortSignal): void {
  const build = addOptions(
    new Command("build").description(
      "build the guest kernel with virtual time, for --kernel virtual (minutes, once)",
    ),
    { ...runOptions.jobs, help: "how many files are compiled at the same time" },
  ).action(async (flags: KernelBuildFlags) => {
    const { runKernelBuild } = await import("../commands/kernel.ts");
    process.exitCode = await runKernelBuild(flags, signal);
  });
  const status = new Command("status")
    .description("show which guest kernels are there, and what to do for the others")
    .option("--json", "print one JSON document")
    .action(async (flags: { json?: boolean }) => {
      const { runKernelStatus } = await import("../commands/kernel.ts");
      process.exitCode = await runKernelStatus(flags);
    });
  program
    .command("kernel")
    .description("build guest kernels, and show which are there")
    .addCommand(build)
    .addCommand(status);
}
