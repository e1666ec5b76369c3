import { createInterface } from "node:readline/promises";
import { shellWord } from "../../host/shell-word.ts";
import { bundledProtocols } from "../../protocol/protocols.ts";
import { UsageError } from "../exit-status.ts";
import { commandWords } from "./command-words.ts";

/** The services that there is a file for, and `none`. */
export const ciServices = ["github", "gitlab", "none"] as const;

export type CiService = (typeof ciServices)[number];

/** What `sockspec init` has to know. */
export interface Answers {
  /** How the server is started. */
  readonly command: readonly string[];
  /** A name, or the path of a module. */
  readonly protocol: string;
  readonly ci: CiService;
}

/** An answer that was given already, on the command line; those that are absent are asked for. */
export type Given = Partial<Answers>;

/** What an empty answer means. */
export interface Proposed extends Omit<Answers, "command"> {
  readonly command: readonly string[] | null;
}

/**
 * Asks what has not been given, one line each.
 *
 * @throws {UsageError} where the input ends first.
 */
export async function askAnswers(
  given: Given,
  proposed: Proposed,
  signal: AbortSignal,
): Promise<Answers> {
  // Without `terminal`, Ctrl-C stays a signal.
  const reader = createInterface({ input: process.stdin, terminal: false, signal });
  const lines = reader[Symbol.asyncIterator]();
  const ask = async <T>(question: Question<T>): Promise<T> => {
    process.stderr.write(question.text);
    const { value, done } = await lines.next();
    signal.throwIfAborted();
    if (done === true) {
      throw new UsageError(
        "init: expected an answer, found the end of standard input. Use --yes, and give the command after --.",
      );
    }
    const answer = question.read(value.trim());
    if (answer === null) {
      process.stderr.write(`  expected ${question.expected}\n`);
      return await ask(question);
    }
    return answer;
  };
  try {
    return {
      command: given.command ?? (await ask(commandQuestion(proposed))),
      protocol: given.protocol ?? (await ask(protocolQuestion(proposed))),
      ci: given.ci ?? (await ask(ciQuestion(proposed))),
    };
  } finally {
    reader.close();
  }
}

interface Question<T> {
  readonly text: string;
  readonly expected: string;
  /** @returns null for what is no answer. */
  read(typed: string): T | null;
}

function commandQuestion({ command }: Proposed): Question<readonly string[]> {
  const usual = command === null ? "" : ` [${command.map(shellWord).join(" ")}]`;
  return {
    text: `Which command starts your server? {port} stands for its port.${usual} `,
    expected: "a command, such as: node server.js {port}",
    read(typed) {
      const words = typed === "" ? command : commandWords(typed);
      return words === null || words.length === 0 ? null : words;
    },
  };
}

function protocolQuestion({ protocol }: Proposed): Question<string> {
  return {
    text: `Which protocol does it speak: ${bundledProtocols.join(", ")}, or a module of yours? [${protocol}] `,
    expected: `one of ${bundledProtocols.join(", ")}, or a path such as ./mine.ts`,
    read: (typed) => readProtocol(typed || protocol),
  };
}

/** @returns null for what is neither the name of a bundled protocol nor the path of a module. */
export function readProtocol(typed: string): string | null {
  const isModule = /^\.{1,2}\/.*\.[cm]?[jt]s$/.test(typed);
  return isModule || bundledProtocols.includes(typed) ? typed : null;
}

function ciQuestion({ ci }: Proposed): Question<CiService> {
  return {
    text: `Write a CI file: ${ciServices.join(", ")}? [${ci}] `,
    expected: ciServices.join(", "),
    read: (typed) => ciServices.find((known) => known === (typed || ci)) ?? null,
  };
}
