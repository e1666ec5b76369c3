import type { History, LoadHistory, Sample } from "../../history/history.ts";
import { readSamples } from "../../history/load-samples.ts";
import type { Figure } from "../../scenario/figure.ts";
import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { jainIndex } from "../../statistics/jain.ts";
import type { FigureResult } from "../verdict.ts";
import { latenciesMs, latencyMs } from "./latency.ts";
import { whyNoWire, wireLatenciesMs, wireLatencyMs } from "./wire-latency.ts";

/** Takes from a history what its scenario measures. Pure, as judging is. */
export function figuresOf(
  { figures = [] }: Pick<Scenario, "figures">,
  history: History,
): readonly FigureResult[] {
  const read = { latencies: oncePerLoad(latenciesMs), onWire: oncePerLoad(wireLatenciesMs) };
  return figures.map((figure) => {
    const { unit } = figureKinds[figure.kind];
    const value = measure(figure, history, read);
    const whyNone = value === null ? whyUnknown(figure, history) : null;
    return { id: figure.id, unit, value, ...(whyNone === null ? {} : { whyNone }) };
  });
}

type ReadLatencies = (load: LoadHistory) => Float64Array;

/** The latencies of a load, as its client saw them, and at the server's side of the wire. */
interface LatencyReaders {
  readonly latencies: ReadLatencies;
  readonly onWire: ReadLatencies;
}

/** @returns why a figure has no value, if that does not depend on the implementation. */
function whyUnknown(figure: Figure, history: History): string | null {
  switch (figure.kind) {
    case "wireLatency":
      return ofLoad(history, figure.load, whyNoWire);
    case "memory":
      return whyNotHeld(history, figure.at);
    case "memoryPerConnection":
      return whyNotHeld(history, figure.to);
    case "cpuPerMessage":
    case "cpuPerByte":
      return whyTooCoarse(history, figure);
    default:
      return null;
  }
}

/** A load whose idle connections a sample is for has the label of that sample. */
function whyNotHeld({ loads }: History, sample: string): string | null {
  const load = loads.find(({ label }) => label === sample);
  return load?.isLimited === true ? `${load.failure}.` : null;
}

/** Unpacking and sorting a hundred thousand samples takes longer than all percentiles of them. */
function oncePerLoad<T>(read: (load: LoadHistory) => T): (load: LoadHistory) => T {
  const known = new Map<LoadHistory, T>();
  return (load) => {
    const found = known.get(load) ?? read(load);
    known.set(load, found);
    return found;
  };
}

function measure(figure: Figure, history: History, read: LatencyReaders): number | null {
  switch (figure.kind) {
    case "latency":
      return ofLoad(history, figure.load, (load) =>
        latencyMs(load, read.latencies(load), figure.percentile),
      );
    case "wireLatency":
      return ofLoad(history, figure.load, (load) =>
        wireLatencyMs(load, read.onWire(load), figure.percentile),
      );
    case "throughput":
      return ofLoad(history, figure.load, (load) => (8 * load.bytesInTime) / secondsOf(load));
    case "rate":
      return ofLoad(
        history,
        figure.load,
        (load) => load.bytesInTime / load.messageBytes / secondsOf(load),
      );
    case "fairness":
      return ofLoad(history, figure.load, ({ connections }) =>
        jainIndex(connections.map(({ echoed }) => echoed)),
      );
    case "recovery":
      return ofLoad(history, figure.load, (load) => recoveryMs(load, history));
    case "start":
      return ofLoad(history, figure.load, (load) => startMs(load, history, figure.until));
    case "cpuPerMessage":
      return ofLoad(history, figure.load, (load) =>
        perUnit(cpuSeconds(history, figure), load.echoedInAll / 1e6),
      );
    case "cpuPerByte":
      return ofLoad(history, figure.load, (load) =>
        perUnit(cpuSeconds(history, figure), (load.echoedInAll * load.messageBytes) / 1e9),
      );
    case "memory":
      return sampleAt(history, figure.at)?.implementation?.residentBytes ?? null;
    case "memoryPerConnection":
      return memoryPerConnection(history, figure);
  }
}

function ofLoad<T>(
  { loads }: History,
  label: string,
  take: (load: LoadHistory) => T | null,
): T | null {
  const load = loads.find((played) => played.label === label && played.failure === null);
  return load === undefined ? null : take(load);
}

/** @returns null where the link was never restored, or nothing came back after that. */
function recoveryMs(load: LoadHistory, { events }: History): number | null {
  const brokenAt = events.findLastIndex(({ event }) => event === "link-broken");
  const after = brokenAt < 0 ? [] : events.slice(brokenAt);
  const restored = after.find(({ event }) => event === "link-restored");
  if (restored === undefined) {
    return null;
  }
  const { echoedNs } = readSamples(load.samples);
  const sinceMs = echoedNs.map((ns) => load.startedAtMs + ns / 1e6 - restored.atMs);
  return sinceMs.filter((ms) => ms >= 0).sort()[0] ?? null;
}

/** @returns null where the implementation was not started again, or nothing was echoed. */
function startMs(
  load: LoadHistory,
  { restarts }: History,
  until: "accepted" | "echoed",
): number | null {
  const startedAtMs = restarts.at(-1)?.startedAtMs ?? null;
  const [echoedNs] = readSamples(load.samples).echoedNs;
  if (startedAtMs === null || echoedNs === undefined) {
    return null;
  }
  const sinceStartMs = load.startedAtMs - startedAtMs;
  return until === "accepted" ? sinceStartMs : sinceStartMs + echoedNs / 1e6;
}

function secondsOf({ fromMs, untilMs }: LoadHistory): number {
  return (untilMs - fromMs) / 1000;
}

function perUnit(amount: number | null, units: number): number | null {
  return amount === null || units === 0 ? null : amount / units;
}

interface Between {
  readonly from: string;
  readonly to: string;
}

/** Processor time is counted in ticks of 10 ms, and one at either end can be off by one. */
const cpuMsMin = 200;

function cpuSeconds(history: History, between: Between): number | null {
  const spentMs = cpuMs(history, between);
  return spentMs === null || spentMs < cpuMsMin ? null : spentMs / 1000;
}

function whyTooCoarse(history: History, between: Between): string | null {
  const spentMs = cpuMs(history, between);
  return spentMs !== null && spentMs < cpuMsMin
    ? `the kernel counts it in ticks of 10 ms, and less than ${cpuMsMin} ms went by.`
    : null;
}

function cpuMs(history: History, { from, to }: Between): number | null {
  const [before, after] = [from, to].map((label) => sampleAt(history, label)?.implementation);
  return before == null || after == null ? null : after.cpuWithEndedMs - before.cpuWithEndedMs;
}

function memoryPerConnection(history: History, { from, to }: Between): number | null {
  const [before, after] = [from, to].map((label) => sampleAt(history, label));
  if (before?.implementation == null || after?.implementation == null) {
    return null;
  }
  const addedBytes = after.implementation.residentBytes - before.implementation.residentBytes;
  return perUnit(addedBytes, after.connectionsMade - before.connectionsMade);
}

function sampleAt({ samples }: History, label: string): Sample | undefined {
  return samples.find((sample) => sample.label === label);
}
