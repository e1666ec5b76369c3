import { Command, CommanderError, InvalidArgumentError } from "commander";
import { describeDiff } from "./describe-diff.ts";
import { describeGate } from "./describe-gate.ts";
import { describeLadder } from "./describe-ladder.ts";
import { describeRegrade } from "./describe-regrade.ts";
import { describeReport, reporterWords } from "./describe-report.ts";
import { describeScoreboard } from "./describe-scoreboard.ts";
import { describeEvidence } from "./evidence-options.ts";
import { exitStatus } from "./exit-status.ts";
import { startInterruption } from "./interruption.ts";
import type { ListFlags } from "./list-flags.ts";
import type { RunFlags } from "./run-flags.ts";

/**
 * Runs one command line, and sets `process.exitCode`.
 *
 * @param argv what follows the program's name.
 */
export async function runSockspec(argv: readonly string[]): Promise<void> {
  const separator = argv.indexOf("--");
  const words = separator < 0 ? argv : argv.slice(0, separator);
  const command = separator < 0 ? null : argv.slice(separator + 1);
  using interruption = startInterruption();
  surviveSurprises();
  try {
    const program = describe(command, interruption.signal);
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = interruption.signal.aborted ? exitStatus.interrupted : await report(error);
  }
}

/**
 * A reader that has seen enough, such as `head`, must not end the run. What nobody caught ends it
 * with a status of its own: Node's 1 would say that a requirement failed.
 */
function surviveSurprises(): void {
  process.stdout.on("error", onWriteError);
  process.stderr.on("error", onWriteError);
  process.on("uncaughtException", (error) => {
    console.error(`sockspec itself failed: ${error.stack}`);
    process.exit(exitStatus.noVerdict);
  });
}

function onWriteError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") {
    throw error;
  }
}

function describe(command: readonly string[] | null, signal: AbortSignal): Command {
  const program = new Command("sockspec")
    .description("Grade echo implementations on real TCP connections.")
    .version("0.1.0")
    .exitOverride()
    .showHelpAfterError("Run sockspec --help to see the commands.");
  describeRun(program, command, signal);
  describeReport(program, collect);
  describeDiff(program);
  describeLadder(program);
  program
    .command("list")
    .description("list scenarios, networks and bundled implementations")
    .argument("[what]", "scenarios, networks or implementations; default: all")
    .option("-n, --network <network>", "only scenarios that apply to these networks", collect)
    .option("--untested", "list known requirements that are not tested, with the reason")
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .action(async (what: string | undefined, flags: ListFlags) => {
      const { runList } = await import("./list-command.ts");
      process.exitCode = await runList(what, flags);
    });
  program
    .command("explain")
    .description("show the steps of a scenario, the reason for it, and its checks")
    .argument("<scenario>", "its id, or part of it")
    .option("--scenarios <folder>", "add your own scenarios to the bundled ones")
    .action(async (scenario: string, flags: { scenarios?: string }) => {
      const { runExplain } = await import("./explain-command.ts");
      process.exitCode = await runExplain(scenario, flags.scenarios);
    });
  program
    .command("self-test")
    .description("run every fault against every scenario and print the kill matrix")
    .argument("[fault...]", "faults, by name or part of a name; default: all")
    .option("-j, --jobs <n>", "how many labs run in parallel", positiveInteger)
    .option("--seed <n>", "seed for the payloads", wholeNumber, 1)
    .action(async (faults: string[], flags: { jobs?: number; seed: number }) => {
      const { runSelfTest } = await import("./self-test-command.ts");
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
          const { runProve } = await import("./prove-command.ts");
          process.exitCode = await runProve(networks, { ...flags, signal });
        }),
    );
  describeRegrade(program);
  describeScoreboard(program, signal);
  program
    .command("clean")
    .description("remove what killed runs left on the container engine")
    .option("--all", "also remove what running runs use")
    .option("--images", "also remove the images built for the container lab")
    .action(async (flags: { all?: boolean; images?: boolean }) => {
      const { runClean } = await import("./clean-command.ts");
      process.exitCode = await runClean(flags);
    });
  program
    .command("doctor")
    .description("report what this machine supports, and what to install for the rest")
    .action(async () => {
      const { runDoctor } = await import("./doctor-command.ts");
      process.exitCode = await runDoctor(signal);
    });
  return program;
}

function describeRun(
  program: Command,
  command: readonly string[] | null,
  signal: AbortSignal,
): void {
  describeGate(describeEvidence(program.command("run")))
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
    .option("-j, --jobs <n>", "how many labs run in parallel", positiveInteger)
    .option("--bail", "stop after the first failed case")
    .option("--reporter <list>", reporterWords, collect)
    .option("--output <folder>", "where runs are stored", "results/runs")
    .option("--json <file>", "short for --reporter json=file")
    .option("--resume <run>", "finish an interrupted run, given its folder or id")
    .action(async (implementations: string[], flags: RunFlags, own: Command) => {
      if (flags.resume !== undefined) {
        const typed = Object.keys(flags).filter((name) => own.getOptionValueSource(name) === "cli");
        const { runResume } = await import("./resume-command.ts");
        const line = { implementations, command, flags, typed };
        process.exitCode = await runResume(flags.resume, line, signal);
        return;
      }
      const { runRun } = await import("./run-command.ts");
      process.exitCode = await runRun(implementations, command, flags, signal);
    });
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Expected a whole number from 1.");
  }
  return value;
}

function portNumber(text: string): number {
  const value = positiveInteger(text);
  if (value > 65_535) {
    throw new InvalidArgumentError("Expected a port, 1 to 65535.");
  }
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 0xffffffff) {
    throw new InvalidArgumentError("Expected a whole number from 0 to 4294967295.");
  }
  return value;
}

const statusByCode: Readonly<Record<string, number>> = {
  BAD_USAGE: exitStatus.badUsage,
  ENGINE_FAILED: exitStatus.noVerdict,
  INVALID_JOURNAL: exitStatus.badUsage,
  INVALID_MANIFEST: exitStatus.badUsage,
  INVALID_NETWORK: exitStatus.badUsage,
  INVALID_SCENARIO: exitStatus.badUsage,
  UNKNOWN_NAME: exitStatus.badUsage,
  RUN_IN_USE: exitStatus.badUsage,
  LAB_NOT_OPEN: exitStatus.noVerdict,
  WIRE_FAILED: exitStatus.noVerdict,
};

/** Says what went wrong, and returns the exit status that stands for it. */
async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) {
    // Commander has printed its own message, or the help that was asked for.
    return error.exitCode === 0 ? exitStatus.asExpected : exitStatus.badUsage;
  }
  const { code, message, stack } = error as Error & { readonly code?: string };
  const known = code === undefined ? undefined : statusByCode[code];
  console.error(known === undefined ? `sockspec itself failed: ${stack}` : `sockspec: ${message}`);
  return known ?? exitStatus.noVerdict;
}
