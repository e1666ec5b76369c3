import { lookup } from "node:dns/promises";
import type { LoadHistory } from "../../history/history.ts";
import { packSamples } from "../../history/load-samples.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { renderContent } from "../../protocol/render.ts";
import { byteCount, durationMs } from "../../scenario/amount.ts";
import { depthOf } from "../../scenario/load-depth.ts";
import type { LeafStep } from "../../scenario/step.ts";
import { takeSample } from "../server-steps.ts";
import type { Stage } from "../stage.ts";
import { defaultDeadline } from "../wait.ts";
import { type Ran, runClient, sampleBytes } from "./client.ts";
import { whyTooMany } from "./limits.ts";
import { watchMachine } from "./machine-times.ts";

type LoadStep = Extract<LeafStep, { do: "load" }>;

/** Sends equal messages for some seconds, on connections of their own, and records their echoes. */
export async function playLoad(stage: Stage, step: LoadStep): Promise<void> {
  const { address } = await lookup(stage.address.host);
  const message = renderMessage(stage, step);
  const warmUpMs = durationMs(step.warmUp, stage.context);
  const measuredMs = durationMs(step.duration, stage.context);
  const connections = step.connections ?? 1;
  const atMs = stage.clock.nowMs();
  const limited = whyTooMany(connections, stage.connections.length);
  if (limited !== null) {
    const facts = { label: step.label, messageBytes: message.length, machine: null };
    stage.loads.push({ ...unplayed(atMs), ...facts, failure: limited, isLimited: true });
    return;
  }
  if (step.recordSegments === true) {
    await stage.ask({ do: "recordSegments", label: step.label });
  }
  const machine = await watchMachine(stage);
  const ran = await runClient(
    {
      host: address,
      port: stage.address.port,
      messageBytes: message.length,
      headerBytes: stage.protocol.header(byteCount(step.bytes, stage.context), 0).length,
      connections,
      connectWithinMs:
        step.connectWithin === undefined ? 0 : durationMs(step.connectWithin, stage.context),
      depth: depthOf(step, message.length, stage.context),
      messagesPerSecond: step.messagesPerSecond ?? 0,
      warmUpMs,
      durationMs: measuredMs,
      drainMs: durationMs(step.deadline ?? defaultDeadline, stage.context),
      noDelay: step.nagle === true ? 0 : 1,
      quickAck: step.quickAck === true ? 1 : 0,
      writes: step.writes ?? 1,
      sendBuffer: step.sendBufferBytes ?? 0,
      receiveBuffer: step.receiveBufferBytes ?? 0,
      hold: step.idleSample === undefined ? 0 : 1,
    },
    message,
    { signal: stage.signal, whileHeld: (printed) => sampleIdle(stage, step, printed) },
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

/** A runtime may still free what the load needed: idle connections cost less than busy ones. */
const idleMs = 300;

/** Records what the connections cost while nothing happens on them, if all of them were served. */
async function sampleIdle(
  stage: Stage,
  { idleSample }: LoadStep,
  { echoed, connectionsLost }: Ran["printed"],
): Promise<void> {
  if (idleSample !== undefined && connectionsLost === 0 && echoed.every((count) => count > 0)) {
    await stage.clock.sleep(idleMs, stage.signal);
    await takeSample(stage, idleSample, echoed.length);
  }
}

function renderMessage({ protocol, context }: Stage, { bytes, label }: LoadStep): Uint8Array {
  const seed = deriveSeed(context.seed, label);
  const pieces = renderContent(protocol, { content: [{ messages: 1, bytes }], seed }, context);
  return Buffer.concat([...pieces].map((piece) => Uint8Array.from(piece)));
}

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
    isLimited: false,
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
    isLimited: false,
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
