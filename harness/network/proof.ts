import type { CounterDeltas } from "../history/history.ts";
import { compareQdiscs, expectedQdiscs } from "./compare-qdiscs.ts";
import { readDrops } from "./drops.ts";
import {
  type Direction,
  hasBoundedQueue,
  jitterMs,
  meanLossPercent,
  type Network,
  roundTripMs,
  transmissionMs,
} from "./network.ts";
import type { DirectionObservation, LinkObservation } from "./observation.ts";

/** One thing that must be so if the link is to count as what it is called. */
export interface ProofItem {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
}

/** What was measured of a link before the first case. */
export interface Measured {
  /** The smallest round trip that the kernel measured, in ms, on the bare wire and as impaired. */
  readonly bareRoundTripMs: number | null;
  readonly roundTripMs: number | null;
  /** When the wire was bare, and when it was impaired. */
  readonly bare: LinkObservation;
  readonly impaired: LinkObservation;
}

/** A SYN with its options and its Ethernet header: what the smallest round trip carries, in bytes. */
const smallestPacketBytes = 74;

/**
 * How far a measured round trip may be from what was asked: 2 ms and 2 %. On a guest kernel that
 * was pinned to a CPU, unimpaired round trips measured below 0.5 ms and netem's own error below 1 ms.
 */
const roundTripTolerance = { ms: 2, fraction: 0.02 };

/** A bare wire between namespaces takes 0.02 to 0.5 ms; this is for a machine that is busy. */
const bareRoundTripMaxMs = 10;

/** @returns what must be so before the first case, with what was found. */
export function proveBefore(network: Network, measured: Measured): readonly ProofItem[] {
  const { impaired } = measured;
  return [
    ...proveBare(measured),
    proveRoundTrip(network, measured.roundTripMs),
    ...proveQdiscs("up", network.up, impaired.up),
    ...proveQdiscs("down", network.down, impaired.down),
    proveNoOffload(impaired),
  ];
}

function proveBare({ bareRoundTripMs, bare }: Measured): readonly ProofItem[] {
  const found = bareRoundTripMs === null ? "not measured" : `${bareRoundTripMs.toFixed(2)} ms`;
  const resent = retransmits(bare.client) + retransmits(bare.server);
  const lost = missing(bare.up) + missing(bare.down);
  return [
    {
      what: "round trip of the bare wire",
      expected: `at most ${bareRoundTripMaxMs} ms`,
      found,
      holds: bareRoundTripMs !== null && bareRoundTripMs <= bareRoundTripMaxMs,
    },
    {
      what: "losses of the bare wire",
      expected: "nothing lost, nothing sent again",
      found: `${lost} segments lost, ${resent} sent again`,
      holds: lost === 0 && resent === 0,
    },
  ];
}

function proveRoundTrip(network: Network, measuredMs: number | null): ProofItem {
  const { up, down } = network;
  const serialisationMs =
    transmissionMs(smallestPacketBytes, up) + transmissionMs(smallestPacketBytes, down);
  const askedMs = roundTripMs(network) + serialisationMs;
  const toleranceMs = roundTripTolerance.ms + roundTripTolerance.fraction * askedMs;
  const jitter = jitterMs(network);
  const holds =
    measuredMs !== null &&
    measuredMs >= askedMs - toleranceMs - jitter &&
    measuredMs <= askedMs + toleranceMs;
  const below = jitter === 0 ? "" : `, ${jitter} ms less for jitter`;
  return {
    what: "smallest round trip",
    expected: `${askedMs.toFixed(1)} ± ${toleranceMs.toFixed(1)} ms${below}`,
    found: measuredMs === null ? "not measured" : `${measuredMs.toFixed(2)} ms`,
    holds,
  };
}

function proveQdiscs(
  name: "up" | "down",
  direction: Direction,
  { qdiscs }: DirectionObservation,
): readonly ProofItem[] {
  const differences = compareQdiscs(expectedQdiscs(direction), qdiscs);
  const stages = expectedQdiscs(direction).length;
  return [
    {
      what: `settings of the wire, ${name}`,
      expected: stages === 0 ? "no netem" : `${stages} netem, as asked`,
      found: differences.length === 0 ? "read back as asked" : differences.join("; "),
      holds: differences.length === 0,
    },
  ];
}

function proveNoOffload({ segmentsAPacket }: LinkObservation): ProofItem {
  const all = Object.entries(segmentsAPacket);
  const wrong = all.filter(([, segments]) => segments !== 1);
  return {
    what: "segmentation offload",
    expected: "one segment a packet, on every interface",
    found:
      wrong.length === 0
        ? `read back on ${all.length} interfaces`
        : wrong.map(([name, segments]) => `${name} allows ${segments}`).join(", "),
    holds: all.length > 0 && wrong.length === 0,
  };
}

/** What happened on the link from its first observation to its last. */
export interface Reconciled {
  readonly before: LinkObservation;
  readonly after: LinkObservation;
  /** Segments that the scenarios' own steps lost. */
  readonly lostByFaults: number;
}

/** @returns what must be so after the last case, when nothing is on its way any more. */
export function proveAfter(network: Network, happened: Reconciled): readonly ProofItem[] {
  const { before, after } = happened;
  const up = { name: "up", direction: network.up, ...between(before, after, "up") };
  const down = { name: "down", direction: network.down, ...between(before, after, "down") };
  return [
    proveAccounting([up, down], happened.lostByFaults),
    ...[up, down].flatMap((flow) => [proveOverflow(flow), proveLoss(flow), proveResent(flow)]),
  ];
}

interface Flow {
  readonly name: string;
  readonly direction: Direction;
  /** Segments that entered the wire, and those of them that the receiving host did not get. */
  readonly entered: number;
  readonly missing: number;
  /** The same for those that are sent again when they are lost. */
  readonly sequenced: number;
  readonly sequencedMissing: number;
  /** Dropped by netem, and of those the ones that a full queue refused. */
  readonly asked: number;
  readonly overflow: number;
  /** Segments that the sending host sent again. */
  readonly resent: number;
  /** Segments that came out of the wire although they had before, intact or not. */
  readonly duplicates: number;
  /** Connections of the sending host that ended at once, with segments given up. */
  readonly aborted: number;
}

function between(
  before: LinkObservation,
  after: LinkObservation,
  name: "up" | "down",
): Omit<Flow, "name" | "direction"> {
  const [was, is] = [before[name], after[name]];
  const drops = readDrops(is.qdiscs);
  const dropsBefore = readDrops(was.qdiscs);
  const [sender, receiver] =
    name === "up" ? (["client", "server"] as const) : (["server", "client"] as const);
  const change = (host: "client" | "server", counter: string) =>
    (after[host][counter] ?? 0) - (before[host][counter] ?? 0);
  const sum = (host: "client" | "server", counters: readonly string[]) =>
    counters.reduce((total, counter) => total + change(host, counter), 0);
  return {
    entered: is.entered.packets - was.entered.packets,
    missing: missing(is) - missing(was),
    sequenced: is.entered.sequenced - was.entered.sequenced,
    sequencedMissing:
      is.entered.sequenced - was.entered.sequenced - (is.left.sequenced - was.left.sequenced),
    asked: drops.asked - dropsBefore.asked,
    overflow: drops.overflow - dropsBefore.overflow,
    resent: change(sender, "Tcp.RetransSegs"),
    dsack: sum(receiver, ["TcpExt.TCPDSACKOldSent", "TcpExt.TCPDSACKOfoSent"]),
    duplicates: is.left.again - was.left.again,
    aborted: sum(sender, ["Tcp.EstabResets", "Tcp.OutRsts", "Tcp.AttemptFails"]),
  };
}

function missing({ entered, left }: DirectionObservation): number {
  return entered.packets - left.packets;
}

function retransmits(counters: CounterDeltas): number {
  return counters["Tcp.RetransSegs"] ?? 0;
}

/** Every segment that went in and did not come out was dropped by somebody who counted it. */
function proveAccounting(flows: readonly Flow[], lostByFaults: number): ProofItem {
  const total = (pick: (flow: Flow) => number) => flows.reduce((sum, flow) => sum + pick(flow), 0);
  const lost = total((flow) => flow.missing);
  const dropped = total((flow) => flow.asked + flow.overflow) + lostByFaults;
  const copies = flows.some(({ direction }) => (direction.duplicatePercent ?? 0) > 0);
  return {
    what: "segments that did not come out of the wire",
    expected: `${dropped} dropped: ${copies ? "at most as many" : "exactly as many"}`,
    found: `${lost} of ${total((flow) => flow.entered)}`,
    holds: copies ? lost <= dropped : lost === dropped,
  };
}

function proveOverflow({ name, direction, overflow }: Flow): ProofItem {
  const asked = hasBoundedQueue(direction);
  return {
    what: `overflow, ${name}`,
    expected: asked ? "any, its queue is bounded" : "none",
    found: `${overflow} segments`,
    holds: asked || overflow === 0,
  };
}

/** As many standard deviations away happens by chance once in 15,000 links. */
const deviations = 4;

/** Bursts make the count waver more: by the mean length of one and a little (Gilbert 1960). */
function proveLoss({ name, direction, entered, asked }: Flow): ProofItem {
  const fraction = meanLossPercent(direction) / 100;
  const { loss } = direction;
  const burst = loss !== undefined && "meanBurst" in loss ? 2 * loss.meanBurst : 1;
  const mean = entered * fraction;
  const spread = deviations * Math.sqrt(mean * burst) + (fraction > 0 ? deviations * burst : 0);
  const low = Math.max(0, Math.floor(mean - spread));
  const high = Math.ceil(mean + spread);
  return {
    what: `loss, ${name}`,
    expected:
      fraction === 0
        ? "none"
        : `${meanLossPercent(direction)} % of ${entered} segments: ${low} to ${high}`,
    found: `${asked} segments`,
    holds: asked >= low && asked <= high,
  };
}

/**
 * What is lost is sent again, and nothing else is: but for segments that the sender took for lost
 * and that arrived twice, and for what a connection that was aborted gave up.
 */
function proveResent(flow: Flow): ProofItem {
  const { name, sequencedMissing: lost, resent, duplicates, aborted } = flow;
  const shortfall = lost + duplicates - resent;
  const explained = shortfall === 0 || (shortfall > 0 && aborted > 0);
  const givenUp = shortfall > 0 ? `, ${shortfall} given up by ${aborted} aborted connections` : "";
  return {
    what: `sent again, ${name}`,
    expected: `${lost} lost and ${duplicates} duplicates${givenUp}`,
    found: `${resent} segments DS${(flow as any).dsack}`,
    holds: explained,
  };
}
