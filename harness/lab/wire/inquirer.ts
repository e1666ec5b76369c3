import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { PipedChild } from "../../host/host.ts";

/** A program that answers each line of its input with one line, until its input ends. */
export interface Inquirer {
  /**
   * Questions may be asked before earlier ones are answered.
   *
   * @throws if the program complains, ends, or does not answer in time. Nothing can be asked after that.
   */
  ask(question: string): Promise<string>;
  /** Whether nothing can be asked any more. */
  readonly hasEnded: boolean;
}

interface Pending {
  readonly resolve: (answer: string) => void;
  readonly reject: (reason: Error) => void;
}

export interface InquirerOptions {
  /** The complete environment of the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** For each answer, in ms. */
  readonly timeoutMs: number;
}

/** Starts a program. It ends with this process, which holds its input, or with the lab that it is in. */
export function startInquirer(
  [program = "", ...words]: readonly string[],
  { environment, timeoutMs }: InquirerOptions,
): Inquirer {
  const child: PipedChild = spawn(program, words, { env: environment, detached: true });
  const asked: Pending[] = [];
  let failure: Error | null = null;
  let complaint = "";
  const fail = (reason: string) => {
    failure ??= new Error(complaint.trim() || reason);
    child.stdin?.destroy();
    for (const { reject } of asked.splice(0)) {
      reject(failure);
    }
  };
  child.once("error", ({ message }) => fail(message));
  child.once("close", (status, name) => fail(`it ended with ${name ?? `status ${status}`}`));
  child.stdin?.on("error", () => {});
  child.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(0, 2000);
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    asked.shift()?.resolve(line);
  });
  return {
    get hasEnded() {
      return failure !== null;
    },
    async ask(question) {
      if (failure !== null) {
        throw failure;
      }
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      asked.push({ resolve, reject });
      child.stdin?.write(`${question}\n`);
      const timer = setTimeout(() => fail(`it did not answer in ${timeoutMs} ms`), timeoutMs);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
