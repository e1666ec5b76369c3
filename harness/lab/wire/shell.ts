import { ProgramError, runProgram } from "../../host/run-program.ts";

/** Runs programs in the namespaces of the wire, where interfaces and packet filters are ours. */
export interface WireShell {
  /**
   * @param input the program's standard input.
   * @returns its standard output.
   * @throws {WireError} with its complaint if it fails.
   */
  run(command: readonly string[], input?: string): Promise<string>;
}

/** A program on the wire failed, so the link is not as requested. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly code = "WIRE_FAILED";
}

/** These programs take milliseconds; the limit allows for a machine that swaps. */
const timeoutMs = 20_000;

/**
 * Words that start a program on the wire. In another PID namespace than that of its /proc it could
 * not read /proc/net: tc would not know the kernel's clock, and set delays of a sixteenth of what
 * was asked.
 *
 * @param anchor a process in the wire's namespaces.
 */
export function enterWire(anchor: number): readonly string[] {
  return [
    "nsenter",
    "--target",
    String(anchor),
    "--user",
    "--preserve-credentials",
    "--mount",
    "--pid",
    "--net",
    "--",
  ];
}

/** @param anchor a process in the wire's namespaces. */
export function startWireShell(
  anchor: number,
  environment: Readonly<Record<string, string>>,
): WireShell {
  const enter = enterWire(anchor);
  return {
    async run(command, input = "") {
      try {
        const words = [...enter, ...command];
        const { stdout } = await runProgram(words, { environment, input, timeoutMs });
        return stdout;
      } catch (error) {
        throw error instanceof ProgramError ? wireFailure(command, error.complaint, error) : error;
      }
    },
  };
}

/** @param complaint all that the program complained of. */
export function wireFailure(
  command: readonly string[],
  complaint: string,
  cause?: unknown,
): WireError {
  return new WireError(`${command[0]} failed on the wire: ${firstLines(complaint)}`, { cause });
}

/** The first complaint is the cause; later ones are its consequences. */
function firstLines(complaint: string): string {
  return complaint.trim().split("\n").slice(0, 2).join(" ").slice(0, 400);
}
