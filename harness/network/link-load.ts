import type { History } from "../history/history.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Step } from "../scenario/step.ts";
import { largestBufferBytes } from "./buffers.ts";
import {
  bandwidthDelayProductBytes,
  mathisBytesPerSecond,
  retransmissionTimeoutsMs,
} from "./expectations.ts";
import { type Direction, hasLoss, meanLossPercent, type Network, roundTripMs } from "./network.ts";

/** Mathis' formula is valid from about this many losses on. */
const lossesWanted = 30;

/** Payload of a full segment with timestamps on a link of 1500 bytes. */
const segmentBytes = 1448;

/** Retransmissions to wait for during the blackhole: at 1, 2 and 4 timeouts. */
const darkTimeouts = 6;

/** Long enough for a transfer to show the link's rate, in seconds. */
const transferS = { usual: 3, longest: 30 };

/** The expected throughput of a transfer, and what limits it. */
interface ExpectedRate {
  readonly bytesPerSecond: number;
  readonly boundedBy: string;
}

/**
 * @returns the expectation for the slower direction, because an echo goes both ways.
 * Infinite if only the hosts limit it.
 */
function expectedRate(network: Network): ExpectedRate {
  const tripMs = roundTripMs(network);
  const window = largestBufferBytes(network) / 2;
  const bounds = [network.up, network.down].flatMap((direction) => [
    ...(direction.rateKbit === undefined
      ? []
      : [
          {
            bytesPerSecond: (direction.rateKbit * 125 * segmentBytes) / 1514,
            boundedBy: "the rate",
          },
        ]),
    ...(meanLossPercent(direction) === 0 || tripMs === 0
      ? []
      : [{ bytesPerSecond: mathis(direction, tripMs), boundedBy: "loss (Mathis 1997)" }]),
    ...(tripMs === 0
      ? []
      : [
          {
            bytesPerSecond: window / (tripMs / 1000),
            boundedBy: "half a socket buffer per round trip",
          },
        ]),
  ]);
  return bounds.reduce((a, b) => (b.bytesPerSecond < a.bytesPerSecond ? b : a), {
    bytesPerSecond: Number.POSITIVE_INFINITY,
    boundedBy: "the hosts",
  });
}

function mathis(direction: Direction, tripMs: number): number {
  const lossFraction = meanLossPercent(direction) / 100;
  return mathisBytesPerSecond({ mssBytes: segmentBytes, roundTripMs: tripMs, lossFraction });
}

/** Loads a link: enough to show its rate and its losses, then a blackhole to show the timeouts. */
export function loadScenario(network: Network): Scenario {
  const bytes = transferBytes(network);
  return {
    id: "link/load",
    title: "A transfer, and a blackhole",
    why: "It shows what a link does.",
    sources: ["RFC 9293 §3.8.1"],
    roles: ["server"],
    protocols: ["framed"],
    links: "any",
    steps: [
      { do: "connect", connection: "transfer" },
      { do: "ping", on: "transfer", count: 1, bytes: 16, every: { ms: 0 } },
      // Twice: the second one counts, because slow start is over.
      ...[0.25 * bytes, bytes].flatMap(transferSteps),
      { do: "inspect", on: "transfer" },
      { do: "close", on: "transfer" },
      { do: "connect", connection: "dark" },
      { do: "ping", on: "dark", count: 3, bytes: 16, every: { ms: 0 } },
      { do: "blackhole", direction: "toServer" },
      { do: "send", on: "dark", content: [{ messages: 1, bytes: 16 }] },
      { do: "pause", duration: { ms: darkMs(network) } },
      { do: "restoreLink" },
      { do: "awaitEcho", on: "dark", deadline: { ms: 60_000 } },
    ],
    stimulus: [],
    checks: [],
  };
}

function transferSteps(bytes: number): readonly Step[] {
  const deadline = { ms: 120_000 };
  const content = [{ fill: Math.round(bytes), bytes: 16_384 }];
  return [
    { do: "send", on: "transfer", content, deadline },
    { do: "awaitEcho", on: "transfer", deadline, idle: { ms: 20_000 } },
  ];
}

function transferBytes(network: Network): number {
  const { bytesPerSecond } = expectedRate(network);
  const rate = Math.min(bytesPerSecond, 4_000_000);
  const fraction = Math.max(meanLossPercent(network.up), meanLossPercent(network.down)) / 100;
  const wanted = hasLoss(network)
    ? (lossesWanted * segmentBytes) / fraction
    : rate * transferS.usual;
  return Math.round(Math.min(wanted, rate * transferS.longest));
}

function lossFraction({ up, down }: Network): number {
  return Math.max(meanLossPercent(up), meanLossPercent(down)) / 100;
}

function darkMs(network: Network): number {
  const [firstMs = 0] = retransmissionTimeoutsMs(roundTripMs(network), 1);
  return Math.min(20_000, darkTimeouts * firstMs);
}

/** Theory and measurement of a link, side by side. */
export interface TheoryLine {
  readonly what: string;
  readonly theory: string;
  readonly measured: string;
}

/** Evaluates the history of {@link loadScenario}. */
export function readLoad(network: Network, history: History): readonly TheoryLine[] {
  return [
    readTransfer(network, history),
    readBandwidthDelay(network),
    readDark(network, history),
  ].flat();
}

function readTransfer(network: Network, history: History): readonly TheoryLine[] {
  const transfer = history.connections.find(({ group }) => group === "transfer");
  const [, wait] = transfer?.waits.filter(({ step }) => step === "awaitEcho") ?? [];
  const part = transfer?.sent.at(-1);
  if (wait === undefined || part === undefined) {
    return [];
  }
  const measured = part.bytes / ((wait.toMs - part.atMs) / 1000);
  const { bytesPerSecond, boundedBy } = expectedRate(network);
  const ratio = Number.isFinite(bytesPerSecond)
    ? ` (${(measured / bytesPerSecond).toFixed(2)} of theory)`
    : "";
  const losses = Math.round((part.bytes / segmentBytes) * lossFraction(network));
  const doubt =
    hasLoss(network) && losses < lossesWanted
      ? `, valid from ${lossesWanted} losses on, here about ${losses}`
      : "";
  return [
    {
      what: "echoed per second",
      theory: `about ${formatRate(bytesPerSecond)}, bounded by ${boundedBy}${doubt}`,
      measured: `${formatRate(measured)}${ratio}`,
    },
  ];
}

function readBandwidthDelay(network: Network): readonly TheoryLine[] {
  const { up, down } = network;
  const products = [up, down].map((direction) => bandwidthDelayProductBytes(network, direction));
  return products.every((bytes) => Number.isFinite(bytes) && bytes > 0)
    ? [
        {
          what: "bandwidth × delay",
          theory: `${products[0]} bytes up, ${products[1]} bytes down`,
          measured: `socket buffers of at most ${largestBufferBytes(network)} bytes`,
        },
      ]
    : [];
}

/** A tail loss probe and then the timeouts: at 1, 2, 4 times RTT + 200 ms (RFC 8985, RFC 6298). */
function readDark(network: Network, history: History): readonly TheoryLine[] {
  const dark = history.linkFaults.at(-1);
  if (dark === undefined) {
    return [];
  }
  const [firstMs = 0] = retransmissionTimeoutsMs(roundTripMs(network), 1);
  const darkness = dark.untilMs - dark.atMs;
  const retransmissions = Math.floor(Math.log2(Math.max(1, darkness / firstMs))) + 1;
  return [
    {
      what: `sent during a blackhole of ${Math.round(darkness)} ms`,
      theory: `1 segment and about ${retransmissions} retransmissions, from ${Math.round(firstMs)} ms on, each after twice the previous interval`,
      measured: `${dark.droppedSegments} segments`,
    },
  ];
}

function formatRate(bytesPerSecond: number): string {
  return Number.isFinite(bytesPerSecond) ? `${(bytesPerSecond / 1000).toFixed(0)} kB/s` : "any";
}
