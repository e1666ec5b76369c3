import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** Written in C++: the latencies of this process's own event loop would hide those of a server. */
const program = process.env["SOCKSPEC_LOAD"] ?? join(import.meta.dirname, "build", "load");

/** What the program prints, and the samples behind it: three 64-bit integers for each message. */
export interface Ran {
  readonly printed: Printed;
  readonly samples: Buffer;
}

/** What the program prints before its samples. Times in ns on CLOCK_MONOTONIC. */
interface Printed {
  readonly startedNs: number;
  readonly measuredFromNs: number;
  readonly measuredUntilNs: number;
  readonly samples: number;
  readonly bytesInTime: number;
  readonly echoedInAll: number;
  readonly late: {
    readonly beyond100Us: number;
    readonly beyond1Ms: number;
    readonly beyond10Ms: number;
    readonly mostNs: number;
  };
  readonly connectionsLost: number;
  readonly altered: boolean;
  readonly userNs: number;
  readonly systemNs: number;
  readonly waitedNs: number;
  readonly involuntarySwitches: number;
  /** Of each connection: its port, and its measured messages. */
  readonly ports: readonly number[];
  readonly intended: readonly number[];
  readonly echoed: readonly number[];
}

/** Three 64-bit integers for each message: intended, sent, echoed. */
export const sampleBytes = 24;

export interface ClientOptions {
  readonly signal: AbortSignal;
  /** Called with the result while the connections are still open, if the option `hold` is 1. */
  readonly whileHeld: (printed: Printed) => Promise<void>;
}

/** @returns why it failed, if it did. */
export async function runClient(
  options: Readonly<Record<string, string | number>>,
  message: Uint8Array,
  { signal, whileHeld }: ClientOptions,
): Promise<Ran | string> {
  const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  // Not by host/run-program: the driver's image holds neither that room nor zx.
  const child = spawn(program, words, { signal, stdio: "pipe" });
  const closed = once(child, "close");
  const complained = text(child.stderr);
  // A client that ends early says why on stderr.
  child.stdin.on("error", () => {});
  child.stdin.write(message);
  try {
    const [ran] = await Promise.all([readResult(child.stdout), once(child, "spawn")]);
    if (ran !== null && options["hold"] === 1) {
      await whileHeld(ran.printed);
    }
    child.stdin.end();
    const [status] = await closed;
    return ran ?? ((await complained).trim() || `it ended with status ${status}`);
  } catch (cause) {
    await Promise.allSettled([closed, complained]);
    signal.throwIfAborted();
    return (cause as Error).message;
  }
}

/** @returns null where the output ends before it is whole. */
async function readResult(output: Readable): Promise<Ran | null> {
  let printed: Printed | null = null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (printed === null && chunk.includes("\n")) {
      const received = Buffer.concat(chunks.splice(0));
      const end = received.indexOf("\n");
      printed = JSON.parse(received.toString("utf8", 0, end)) as Printed;
      chunks.push(received.subarray(end + 1));
      bytes -= end + 1;
    }
    if (printed !== null && bytes >= printed.samples * sampleBytes) {
      return { printed, samples: Buffer.concat(chunks) };
    }
  }
  return null;
}
