import { type Command, Option } from "commander";
import type { CiFlags } from "../engines/ci.ts";
import { engineNames } from "../engines/names.ts";
import { integer } from "../options/values.ts";

/** What GitHub allows in a matrix, and Slurm's usual limit of an array is not far. */
const shardsMax = 256;

const shards = integer(1, shardsMax, `a whole number from 1 to ${shardsMax}`);

/** Adds `sockspec ci`, whose action is loaded only when it is called. */
export function addCi(program: Command, command: readonly string[] | null): void {
  program
    .command("ci")
    .description(
      "print the file with which an engine plays a run as shards on many machines, and merges them",
    )
    .usage("[options] <engine> [-- run [options] [-- command…]]")
    .argument("<engine>", engineNames.join(", "))
    .addOption(
      new Option("--shards <n>", "how many shards, and so how many machines at most")
        .argParser((word: string) => shards.parse?.(word, undefined))
        .default(8),
    )
    .option(
      "--image <image>",
      "the container image that holds sockspec and the server (kubernetes)",
      "sockspec/sockspec",
    )
    .option("--output <file>", "write it there instead of printing it")
    .option("--force", "replace a file that is there")
    .action(async (engine: string, flags: CiFlags, own: Command) => {
      const { runCi } = await import("../engines/ci.ts");
      process.exitCode = runCi(engine, command, flags, own.parent ?? program);
    });
}
