import { type ChildProcessByStdio, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { SocketSample } from "../../evidence/evidence.ts";
import { endChild } from "../../host/end-child.ts";
import { startByteReader } from "./byte-reader.ts";
import type { ObserverFiles, ObserverReport } from "./observer-report.ts";

/** Records the segments and the sockets of one server port after another. */
export interface Observer extends AsyncDisposable {
  /** Why segments, and sockets, are not recorded; null if they are. */
  readonly whyNoCapture: string | null;
  readonly whyNoSockets: string | null;
  /** Discards earlier records. Times of samples are relative to `epoch`, on the monotonic clock. */
  begin(of: { readonly serverPort: number; readonly epochNs: bigint }): void;
  /**
   * Stops recording. The report includes everything that has crossed so far.
   *
   * @throws {ObserverError} if the program has ended.
   */
  end(): Promise<ObserverReport>;
  /**
   * Fetches what was recorded.
   *
   * @throws {ObserverError} if the program has ended.
   */
  files(): Promise<ObserverFiles>;
}

/** The observer cannot record; the lab works nevertheless. */
export class ObserverError extends Error {
  override readonly name = "ObserverError";
  readonly code = "NOT_OBSERVED";
}

/** Arguments of the observer program. */
export interface ObservedPlace {
  /** Words that start a program on the wire; empty for this machine itself. */
  readonly enter: readonly string[];
  /** Interfaces at the client's and the server's side of the wire; null if there is no wire. */
  readonly devices: readonly [string, string] | null;
  /**
   * Files that stand for the network namespaces of client and server; null for this process's own.
   */
  readonly networks: readonly [string, string] | null;
}

/**
 * This replaces `tcpdump`: Debian's changes to another user when root starts it, which namespaces
 * made without root do not allow, even with `-Z`; and a lab would need two, woken for every segment.
 */
const program = join(import.meta.dirname, "observer", "build", "observer");

/** It answers within milliseconds; the limit allows for a machine that swaps. */
const answerTimeoutMs = 10_000;

/** It leaves at once when its input ends; this is for one that does not. */
const killAfterMs = 1000;

/**
 * Starts the program that observes. It ends with the lab, or when this process does.
 *
 * @throws {ObserverError} if it does not run.
 */
export async function startObserver(
  { enter, devices, networks }: ObservedPlace,
  environment: Readonly<Record<string, string>>,
): Promise<Observer> {
  if (!isExecutable(program)) {
    throw new ObserverError(
      `Expected the recorder of segments at ${program}, found none. ${advice}`,
    );
  }
  const [first = program, ...words] = [...enter, program, ...(devices ?? ["-", "-"])];
  const child = spawn(first, [...words, ...(networks ?? ["-", "-"])], {
    stdio: ["pipe", "pipe", "pipe"],
    env: environment,
    // Ctrl-C is for the harness, which unwinds in order.
    detached: true,
  });
  await using starting = new AsyncDisposableStack();
  starting.defer(() => endChild(child, { ask: () => child.stdin.end(), killAfterMs }));
  const observer = openObserver(child);
  const failures = JSON.parse(await observer.line()) as Failures;
  const owned = starting.move();
  return {
    whyNoCapture:
      devices === null
        ? "This lab has no wire of its own; use --lab netns."
        : explain(failures.capture),
    whyNoSockets: explain(failures.sockets),
    begin: ({ serverPort, epochNs }) => observer.command(`begin ${serverPort} ${epochNs}`),
    async end() {
      observer.command("end");
      const report = JSON.parse(await observer.line()) as RawReport;
      return { ...report, realtimeMinusMonotonicNs: BigInt(report.realtimeMinusMonotonicNs) };
    },
    async files() {
      observer.command("files");
      const [client = 0, server = 0, sockets = 0] = (await observer.line()).split(" ").map(Number);
      return {
        client: await observer.bytes(client),
        server: await observer.bytes(server),
        sockets: JSON.parse((await observer.bytes(sockets)).toString()) as SocketSample[],
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** For this machine, which has sockets but no wire. */
export function startLocalObserver(): Promise<Observer> {
  return startObserver({ enter: [], devices: null, networks: null }, {});
}

/** Why it cannot record segments, or sockets; null if it can. */
interface Failures {
  readonly capture: string | null;
  readonly sockets: string | null;
}

/** Its numbers have more digits than JSON numbers keep. */
type RawReport = Omit<ObserverReport, "realtimeMinusMonotonicNs"> & {
  readonly realtimeMinusMonotonicNs: string;
};

const advice = "Build it with npm run prepare, and run sockspec doctor.";

function explain(failure: string | null): string | null {
  return failure === null ? null : `The kernel does not allow it: ${failure}.`;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Its input and output, with a time limit for every wait. */
function openObserver(child: Child) {
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
