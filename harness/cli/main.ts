import { CommanderError } from "commander";
import { visibleText } from "../host/visible-text.ts";
import { exitStatus } from "./exit-status.ts";
import { startInterruption } from "./interruption.ts";
import { makeProgram } from "./program/program.ts";
import { type OutputWatch, watchOutput } from "./standard-output.ts";

/** The first word of a command line with which a shell's script asks for completions. */
const completionWord = "__complete";

/**
 * Runs one command line, and sets `process.exitCode`.
 *
 * @param argv the words after the program's name.
 */
export async function runSockspec(argv: readonly string[]): Promise<void> {
  const separator = argv.indexOf("--");
  const words = separator < 0 ? argv : argv.slice(0, separator);
  const command = separator < 0 ? null : argv.slice(separator + 1);
  using interruption = startInterruption();
  const output = surviveSurprises();
  try {
    const program = makeProgram(command, interruption.signal);
    if (argv[0] === completionWord) {
      const { printCompletions } = await import("./completions/print.ts");
      await printCompletions(program, argv.slice(1));
      return;
    }
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = interruption.signal.aborted
      ? reportInterruption(interruption.signal)
      : await report(error);
  }
  const isAsExpected = (process.exitCode ?? exitStatus.asExpected) === exitStatus.asExpected;
  if (isAsExpected && output.failure() !== null) {
    process.exitCode = exitStatus.noVerdict;
  }
}

/**
 * A full disk, or a reader such as `head` that closes the pipe, must not end the run. Uncaught
 * exceptions end it with status 3: Node's 1 would mean that a requirement failed.
 */
function surviveSurprises(): OutputWatch {
  // If standard error cannot be written either, only the exit status reports the failure.
  process.stderr.on("error", () => {});
  process.on("uncaughtException", (error) => {
    console.error(`sockspec itself failed: ${error.stack}`);
    process.exit(exitStatus.noVerdict);
  });
  return watchOutput((code) => {
    console.error(
      `sockspec: standard output cannot be written: ${code}. The command continues without it.`,
    );
  });
}

const statusByCode: Readonly<Record<string, number>> = {
  BAD_USAGE: exitStatus.badUsage,
  NATIVE_NOT_BUILT: exitStatus.noVerdict,
  ENGINE_FAILED: exitStatus.noVerdict,
  KERNEL_NOT_BUILT: exitStatus.noVerdict,
  INVALID_CONFIG: exitStatus.badUsage,
  INVALID_JOURNAL: exitStatus.badUsage,
  INVALID_MANIFEST: exitStatus.badUsage,
  INVALID_PROTOCOL: exitStatus.badUsage,
  INVALID_NETWORK: exitStatus.badUsage,
  INVALID_SCENARIO: exitStatus.badUsage,
  UNKNOWN_NAME: exitStatus.badUsage,
  NOTHING_SELECTED: exitStatus.nothingSelected,
  RESULTS_NOT_STORED: exitStatus.badUsage,
  SHARDS_DO_NOT_FIT: exitStatus.badUsage,
  SHARDS_INCOMPLETE: exitStatus.noVerdict,
  RUN_IN_USE: exitStatus.badUsage,
  LAB_NOT_OPEN: exitStatus.noVerdict,
  RUN_TIMEOUT: exitStatus.noVerdict,
  WIRE_FAILED: exitStatus.noVerdict,
};

/** A command that throws when it is interrupted has not reported that itself. */
function reportInterruption({ reason }: AbortSignal): number {
  console.error(`sockspec: ${(reason as Error).message} before it had anything to report.`);
  return exitStatus.interrupted;
}

/** Says what went wrong, and returns the exit status that stands for it. */
async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) {
    // Commander has printed its own message, or the help that was asked for.
    return error.exitCode === 0 ? exitStatus.asExpected : exitStatus.badUsage;
  }
  const { code, message, stack } = error as Error & { readonly code?: string };
  const known = code === undefined ? undefined : statusByCode[code];
  // Names of files and what programs printed must not control the terminal.
  const text = known === undefined ? `sockspec itself failed: ${stack}` : `sockspec: ${message}`;
  console.error(visibleText(text));
  return known ?? exitStatus.noVerdict;
}
