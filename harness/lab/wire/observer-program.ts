import { type ChildProcessByStdio, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { endChild } from "../../host/end-child.ts";
import { nativeRoot } from "../../host/package/native-root.ts";
import { startByteReader } from "./byte-reader.ts";

/** The observer cannot record; the lab works nevertheless. */
export class ObserverError extends Error {
  override readonly name = "ObserverError";
  readonly code = "NOT_OBSERVED";
}

/** The running program: commands go in, lines and counted bytes come out. */
export interface ObserverProgram extends AsyncDisposable {
  command(command: string): void;
  /** @throws {ObserverError} if it does not answer. */
  line(): Promise<string>;
  /** @throws {ObserverError} if it does not answer. */
  bytes(count: number): Promise<Buffer>;
}

/**
 * This replaces `tcpdump`: Debian's changes to another user when root starts it, which namespaces
 * made without root do not allow, even with `-Z`; and a lab would need two, woken for every segment.
 */
export function observerProgram(): string {
  return join(nativeRoot(), "harness", "lab", "wire", "observer", "build", "observer");
}

/** It answers within milliseconds; the limit allows for a machine that swaps. */
const answerTimeoutMs = 10_000;

/** It leaves at once when its input ends; this is for one that does not. */
const killAfterMs = 1000;

/**
 * Starts the program on the wire. It ends with the lab, or when this process does.
 *
 * @param of `enter` are words that start a program on the wire, empty for this machine itself, and
 * `words` the arguments.
 * @throws {ObserverError} if it is not there.
 */
export function startObserverProgram(
  of: { readonly enter: readonly string[]; readonly words: readonly string[] },
  environment: Readonly<Record<string, string>>,
): ObserverProgram {
  const program = observerProgram();
  if (!isExecutable(program)) {
    throw new ObserverError(
      `Expected the recorder of segments at ${program}, found none. ${advice}`,
    );
  }
  const [first = program, ...words] = [...of.enter, program, ...of.words];
  const child = spawn(first, words, {
    stdio: ["pipe", "pipe", "pipe"],
    env: environment,
    // Ctrl-C is for the harness, which unwinds in order.
    detached: true,
  });
  return {
    ...openProgram(child),
    [Symbol.asyncDispose]: () => endChild(child, { ask: () => child.stdin.end(), killAfterMs }),
  };
}

const advice = "Run sockspec doctor.";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Its input and output, with a time limit for every wait. */
function openProgram(child: Child) {
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-1000);
  });
  child.stdin.on("error", () => {});
  const reader = startByteReader(child.stdout);
  child.once("error", (cause) => {
    const message = `The recorder of segments did not start: ${cause.message}. ${advice}`;
    reader.fail(new ObserverError(message, { cause }));
  });
  child.once("close", (status, signal) => {
    const found = complaint.trim() || `it ended with ${signal ?? `status ${status}`}`;
    reader.fail(new ObserverError(`The recorder of segments is gone: ${found}.`));
  });
  const within = async <T>(answer: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      const waited = `did not answer for ${answerTimeoutMs / 1000} s`;
      reader.fail(new ObserverError(`The recorder of segments ${waited}.`));
    }, answerTimeoutMs);
    return await answer.finally(() => clearTimeout(timer));
  };
  return {
    command: (command: string) => void child.stdin.write(`${command}\n`),
    line: () => within(reader.line()),
    bytes: (count: number) => within(reader.bytes(count)),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
