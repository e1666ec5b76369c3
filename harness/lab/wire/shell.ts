import { ProgramError, runProgram } from "../../host/run-program.ts";
import { enterNamespaces } from "../enter.ts";
import { type Inquirer, startInquirer } from "./inquirer.ts";

/** Runs programs in the namespaces of the wire, where interfaces and packet filters are ours. */
export interface WireShell {
  /**
   * @param input the program's standard input.
   * @returns its standard output.
   * @throws {WireError} with its complaint if it fails.
   */
  run(command: readonly string[], input?: string): Promise<string>;
  /**
   * Asks what is there. A tool may stay to answer later questions, which takes a fraction of the time.
   *
   * @returns a line of JSON.
   * @throws {WireError} with the tool's complaint.
   */
  ask(question: WireQuestion): Promise<string>;
}

/** A question to a tool that answers in JSON. */
export interface WireQuestion {
  readonly tool: keyof typeof tools;
  /** Of `ip`: the name of the network namespace that it is about. Default: the wire's. */
  readonly network?: string;
  readonly words: readonly string[];
}

/** Options for answers in JSON. */
const tools = {
  nft: ["-j"],
  tc: ["-j", "-s"],
  ip: ["-j", "-d"],
} as const;

/**
 * `ip` and `tc` stay. nft could (`-i`), but reads counters again only after rules have changed, and what
 * stays in a host's namespace counts as a part of what is tested there: a shell starts those each time.
 */
function staying(tool: Tool): readonly string[] {
  return tool.tool === "nft" || tool.network !== undefined
    ? ["sh", "-c", `while read -r words; do ${commandOf(tool).join(" ")} $words || exit; done`]
    : [...commandOf(tool), "-batch", "-"];
}

type Tool = Pick<WireQuestion, "tool" | "network">;

function commandOf({ tool, network }: Tool): readonly string[] {
  return [tool, ...(network === undefined ? [] : ["-n", network]), ...tools[tool]];
}

/** @returns the command that answers one question. */
export function oneAnswer(question: WireQuestion): readonly string[] {
  return [...commandOf(question), ...question.words];
}

/** A program on the wire failed, so the link is not as requested. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly code = "WIRE_FAILED";
}

/** These programs take milliseconds; the limit allows for a machine that swaps. */
const timeoutMs = 20_000;

/** @param anchor a process in the wire's namespaces. */
export function startWireShell(
  anchor: number,
  environment: Readonly<Record<string, string>>,
): WireShell {
  const enter = enterNamespaces(anchor);
  const inquirerFor = startInquirers(enter, environment);
  const run: WireShell["run"] = async (command, input = "") => {
    try {
      const words = [...enter, ...command];
      const { stdout } = await runProgram(words, { environment, input, timeoutMs });
      return stdout;
    } catch (error) {
      throw error instanceof ProgramError ? wireFailure(command, error.complaint, error) : error;
    }
  };
  return {
    run,
    async ask(question) {
      const inquirer = inquirerFor(question);
      try {
        return await inquirer.ask(question.words.join(" "));
      } catch (error) {
        const complaint = error instanceof Error ? error.message : String(error);
        throw wireFailure(oneAnswer(question), complaint, error);
      }
    },
  };
}

/** @returns a function that finds the program that answers such questions, and starts it at the first. */
function startInquirers(
  enter: readonly string[],
  environment: Readonly<Record<string, string>>,
): (tool: Tool) => Inquirer {
  const started = new Map<string, Inquirer>();
  return (tool) => {
    const words = [...enter, ...staying(tool)];
    const key = words.join(" ");
    const known = started.get(key);
    const inquirer =
      known === undefined || known.hasEnded
        ? startInquirer(words, { environment, timeoutMs })
        : known;
    started.set(key, inquirer);
    return inquirer;
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
