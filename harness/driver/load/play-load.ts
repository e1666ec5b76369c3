import { execFile } from "node:child_process";
import { lookup } from "node:dns/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LoadHistory } from "../../history/history.ts";
import { packSamples } from "../../history/load-samples.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { renderContent } from "../../protocol/render.ts";
import { durationMs } from "../../scenario/amount.ts";
import type { LeafStep } from "../../scenario/step.ts";
import type { Stage } from "../stage.ts";
import { defaultDeadline } from "../wait.ts";
import { watchMachine } from "./machine-times.ts";

type LoadStep = Extract<LeafStep, { do: "load" }>;

/** Not by host/run-program: the driver's image holds neither that room nor zx. */
const runFile = promisify(execFile);

/** Written in C++: the latencies of this process's own event loop would hide those of a server. */
const program = join(import.meta.dirname, "build", "load");

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

/** Sends equal messages for some seconds, on connections of their own, and records their echoes. */
export async function playLoad(stage: Stage, step: LoadStep): Promise<void> {
  const { address } = await lookup(stage.address.host);
  const message = renderMessage(stage, step);
  const warmUpMs = durationMs(step.warmUp, stage.context);
  const measuredMs = durationMs(step.duration, stage.context);
  const atMs = stage.clock.nowMs();
  if (step.recordSegments === true) {
    await stage.ask({ do: "recordSegments", label: step.label });
  }
  const machine = await watchMachine(stage);
  const ran = await run(
    {
      host: address,
      port: stage.address.port,
      messageBytes: message.length,
      headerBytes: stage.codec.headerBytes,
      connections: step.connections ?? 1,
      depth: step.depth ?? 0,
      messagesPerSecond: step.messagesPerSecond ?? 0,
      warmUpMs,
      durationMs: measuredMs,
      drainMs: durationMs(step.deadline ?? defaultDeadline, stage.context),
      noDelay: step.nagle === true ? 0 : 1,
      quickAck: step.quickAck === true ? 1 : 0,
      writes: step.writes ?? 1,
      sendBuffer: step.sendBufferBytes ?? 0,
      receiveBuffer: step.receiveBufferBytes ?? 0,
    },
    message,
    stage.signal,
  );
  stage.demandedWaitMs += warmUpMs + measuredMs;
  const facts = {
    label: step.label,
    messageBytes: message.length,
    machine: await machine.sinceThen(),
  };
  if (step.recordSegments === true) {
    await stage.ask({ do: "endSegments", label: step.label });
  }
  stage.loads.push(
    typeof ran === "string"
      ? { ...unplayed(atMs), ...facts, failure: ran }
      : { ...historyOf(ran, stage), ...facts },
  );
}

function renderMessage({ codec, context }: Stage, { bytes, label }: LoadStep): Uint8Array {
  const seed = deriveSeed(context.seed, label);
  const pieces = renderContent(codec, [{ messages: 1, bytes }], seed, context);
  return Buffer.concat([...pieces].map((piece) => Uint8Array.from(piece)));
}

interface Ran {
  readonly printed: Printed;
  readonly samples: Buffer;
}

/** @returns why it failed, if it did. */
async function run(
  options: Readonly<Record<string, string | number>>,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<Ran | string> {
  const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  try {
    const running = runFile(program, words, {
      encoding: "buffer",
      maxBuffer: Number.POSITIVE_INFINITY,
      signal,
    });
    // A client that ends early says why on stderr.
    running.child.stdin?.on("error", () => {});
    running.child.stdin?.end(message);
    const { stdout } = await running;
    const end = stdout.indexOf("\n");
    return {
      printed: JSON.parse(stdout.toString("utf8", 0, end)) as Printed,
      samples: stdout.subarray(end + 1),
    };
  } catch (cause) {
    signal.throwIfAborted();
    const { stderr, message } = cause as Error & { readonly stderr?: Buffer };
    return `${stderr ?? ""}`.trim() || message;
  }
}

/** Three 64-bit integers for each message: intended, sent, echoed. */
const sampleBytes = 24;

type LoadFacts = Omit<LoadHistory, "label" | "messageBytes" | "machine">;

function historyOf({ printed, samples }: Ran, { clock }: Stage): LoadFacts {
  const { startedNs, late } = printed;
  // Both read CLOCK_MONOTONIC, from different beginnings.
  const beginsNs = process.hrtime.bigint() - BigInt(Math.round(clock.nowMs() * 1e6));
  const column = (place: number) =>
    Float64Array.from({ length: printed.samples }, (_, index) =>
      Number(samples.readBigInt64LE(index * sampleBytes + 8 * place) - BigInt(startedNs)),
    );
  const toMs = (ns: number) => Number(BigInt(ns) - beginsNs) / 1e6;
  return {
    startedAtMs: toMs(startedNs),
    fromMs: toMs(printed.measuredFromNs),
    untilMs: toMs(printed.measuredUntilNs),
    connections: printed.ports.map((localPort, index) => ({
      localPort,
      intended: printed.intended[index] ?? 0,
      echoed: printed.echoed[index] ?? 0,
    })),
    bytesInTime: printed.bytesInTime,
    echoedInAll: printed.echoedInAll,
    connectionsLost: printed.connectionsLost,
    altered: printed.altered,
    failure: null,
    samples: packSamples({ intendedNs: column(0), sentNs: column(1), echoedNs: column(2) }),
    wire: null,
    client: {
      sentLate: {
        by100Us: late.beyond100Us,
        by1Ms: late.beyond1Ms,
        by10Ms: late.beyond10Ms,
        mostMs: late.mostNs / 1e6,
      },
      cpuMs: (printed.userNs + printed.systemNs) / 1e6,
      preemptions: printed.involuntarySwitches,
      processorWaitMs: printed.waitedNs / 1e6,
    },
  };
}

function unplayed(atMs: number): LoadFacts {
  return {
    startedAtMs: atMs,
    fromMs: atMs,
    untilMs: atMs,
    connections: [],
    bytesInTime: 0,
    echoedInAll: 0,
    connectionsLost: 0,
    altered: false,
    failure: null,
    samples: "",
    wire: null,
    client: {
      sentLate: { by100Us: 0, by1Ms: 0, by10Ms: 0, mostMs: 0 },
      cpuMs: 0,
      preemptions: 0,
      processorWaitMs: 0,
    },
  };
}
