import { type Command, InvalidArgumentError } from "commander";
import type { RunFlags } from "../choose/run-flags.ts";
import { collect, portNumber, positiveInteger, wholeNumber } from "./values.ts";

export const reporterWords =
  "default, line, dot or silent, optionally with github; " +
  "json, junit, ctrf, tap, markdown, badge, html as name=file";

/** Adds `sockspec run`, which loads what it takes only when it is asked for. */
export function addRun(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  addGateOptions(addEvidenceOptions(program.command("run")))
    .description(
      "grade implementations, or any program given after --, with {host} and {port} replaced",
    )
    .usage("[options] [implementation…] [-- command…]")
    .argument(
      "[implementation...]",
      "a bundled one by name, any other by the folder of its impl.json",
    )
    .option(
      "-t, --scenario <pattern>",
      "only scenarios whose id contains this; with a *, matches it",
      collect,
    )
    .option("--profile <name>", "quick, default or full")
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .option("--lab <kind>", "netns, container, loopback or remote", "netns")
    .option("--image <image>", "grade the server in a container image (container lab)")
    .option(
      "-n, --network <network>",
      'links: names (lte,geo or all), a JSON file, or settings ("delay=50ms loss=1%")',
      collect,
    )
    .option("--kernel <kernel>", "where impaired links run: auto, host or guest", "auto")
    .option("--address <host:port>", "grade a server that is already running there (remote lab)")
    .option("--port <n>", "the port, for a program that always uses the same one", portNumber)
    .option("--max-frame <bytes>", "largest payload that it accepts", positiveInteger)
    .option("--claim <claim>", "what a program without a manifest can do; may be repeated", collect)
    .option("--repeat-each <n>", "repetitions of each case", positiveInteger, 1)
    .option("--seed <n>", "seed for the payloads", wholeNumber, 1)
    .option(
      "-j, --jobs <n>",
      "how many labs run in parallel (default: 2 to 5, as the load allows)",
      positiveInteger,
    )
    .option("--bail", "stop after the first failed case")
    .option("--reporter <list>", reporterWords, collect)
    .option("--output <folder>", "where runs are stored", "results/runs")
    .option("--json <file>", "short for --reporter json=file")
    .option("--resume <run>", "finish an interrupted run, given its folder or id")
    .action(async (implementations: string[], flags: RunFlags, own: Command) => {
      if (flags.resume !== undefined) {
        const typed = Object.keys(flags).filter((name) => own.getOptionValueSource(name) === "cli");
        const { runResume } = await import("../commands/resume.ts");
        const line = { implementations, command, flags, typed };
        process.exitCode = await runResume(flags.resume, line, signal);
        return;
      }
      const { runRun } = await import("../commands/run.ts");
      process.exitCode = await runRun(implementations, command, flags, signal);
    });
}

/** Adds to a command the options that say what is kept beside histories. */
function addEvidenceOptions(command: Command): Command {
  return command
    .option("--evidence <when>", "keep captures and samples: off, on-failure or all", "on-failure")
    .option("--strace", "also record system calls, which slows the implementation down");
}

/** Adds to a command the options that say when a run is as it should be; see `docs/gating.md`. */
function addGateOptions(command: Command): Command {
  return command
    .option(
      "--baseline <file>",
      "expected failures, in addition to each implementation's baseline.json",
    )
    .option("--update-baseline", "write that file from this run's failures")
    .option(
      "--fail-on <level>",
      "which broken requirements fail a case: must, or should for both",
      "must",
    )
    .option("--strict", "count whatever is inconclusive, flaky, hidden or unexplained as failed")
    .option(
      "--threshold <rule>",
      "the share of repetitions that must pass, as in half-close-drain:pass>=0.95",
      collect,
    )
    .option(
      "--retry <n>",
      "retry failed cases up to n times, with nothing else running",
      retries,
      0,
    )
    .option("--last-failed [run]", "only what failed in the latest run, or in the given one");
}

/** More would hide a bug rather than find out how often it strikes: that is `--repeat-each`. */
const retriesMax = 10;

function retries(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= retriesMax)) {
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${retriesMax}.`);
  }
  return value;
}
