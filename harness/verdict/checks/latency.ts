import type { ConnectionHistory, History, Ping } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { formatMs } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { endOf, judgeEach, stillOpenAt } from "./connection.ts";

interface LatencyLimits {
  readonly atMostMs: number;
  readonly worstMs: number | null;
}

/**
 * Time spent waiting for a processor is this host's fault, unless the pings are too slow without
 * it.
 */
export function judgeLatency(
  history: History,
  check: CheckOf<"latency">,
  limits: LatencyLimits,
): Finding {
  const reference = referenceMs(history, check);
  if (reference === null) {
    return {
      status: "inconclusive",
      expected: "",
      observed: `no ping of ${check.above} to compare with`,
    };
  }
  const atMostMs = reference + limits.atMostMs;
  const worstMs = limits.worstMs === null ? null : reference + limits.worstMs;
  const none = worstMs === null ? "none lost" : `none above ${formatMs(worstMs)}, none lost`;
  const compared = check.above === undefined ? "" : ` (${formatMs(reference)} on ${check.above})`;
  const expected = `p${check.percentile} of the pings ≤ ${formatMs(atMostMs)}${compared}, ${none}`;
  return judgeEach(history, check.on, (connection) => {
    const lost = connection.pings.find((ping) => ping.latencyMs === null);
    return lost === undefined
      ? {
          expected,
          ...judgeTimes(connection.pings.slice(check.skip ?? 0), check, { atMostMs, worstMs }),
        }
      : { expected, ...judgeLost(connection, lost) };
  });
}

/** @returns what the same percentile was where the check compares with, in ms; null if unknown. */
function referenceMs(history: History, { above, percentile }: CheckOf<"latency">): number | null {
  if (above === undefined) {
    return 0;
  }
  const times = history.connections
    .filter(({ group }) => group === above)
    .flatMap(({ pings }) => pings.map(({ latencyMs }) => latencyMs ?? 0));
  return distribution(times, percentile)?.valueMs ?? null;
}

function judgeLost(connection: ConnectionHistory, lost: Ping): Omit<Finding, "expected"> {
  const late = stillOpenAt(connection, lost.untilMs);
  const observed = `no echo of ping ${connection.pings.length}${endOf(connection)}`;
  const mostlyWaited = lost.processorWaitMs > (lost.untilMs - lost.atMs) / 2;
  return late && mostlyWaited
    ? { status: "inconclusive", observed: withWait(observed, [lost]) }
    : { status: "fail", observed, brokeAtMs: lost.atMs, late };
}

function judgeTimes(
  pings: readonly Ping[],
  { percentile }: CheckOf<"latency">,
  limits: LatencyLimits,
): Omit<Finding, "expected"> {
  const whole = pings.map(({ latencyMs }) => latencyMs ?? 0);
  const latency = distribution(whole, percentile);
  if (latency === null) {
    return { status: "inconclusive", observed: "no ping was sent" };
  }
  const ofAll = limits.worstMs === null ? "" : `, slowest ${formatMs(latency.slowestMs)}`;
  const observed = `p${percentile} ${formatMs(latency.valueMs)}${ofAll} of ${pings.length} pings`;
  if (!isTooSlow(latency, limits)) {
    return { status: "pass", observed };
  }
  const served = pings.map((ping) => (ping.latencyMs ?? 0) - ping.processorWaitMs);
  return isTooSlow(distribution(served, percentile) ?? latency, limits)
    ? { status: "fail", observed, late: true }
    : { status: "inconclusive", observed: withWait(observed, pings) };
}

interface Distribution {
  readonly valueMs: number;
  readonly slowestMs: number;
}

function distribution(timesMs: readonly number[], percentile: number): Distribution | null {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const valueMs = sorted[Math.ceil((percentile * sorted.length) / 100) - 1];
  return valueMs === undefined ? null : { valueMs, slowestMs: sorted.at(-1) ?? valueMs };
}

function isTooSlow({ valueMs, slowestMs }: Distribution, limits: LatencyLimits): boolean {
  return valueMs > limits.atMostMs || (limits.worstMs !== null && slowestMs > limits.worstMs);
}

function withWait(observed: string, pings: readonly Ping[]): string {
  const waitedMs = pings.reduce((sum, ping) => sum + ping.processorWaitMs, 0);
  return `${observed}, but this host was starved: ${formatMs(waitedMs)} of that were spent waiting for a processor`;
}
