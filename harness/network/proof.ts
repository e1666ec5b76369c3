import type { CounterDeltas } from "../history/history.ts";
import { type LinkDirection, linkDirections } from "../scenario/link-direction.ts";
import type { ProofItem } from "./link-proof.ts";
import { compareQdiscs, expectedQdiscs } from "./netem/compare-qdiscs.ts";
import { readDrops } from "./netem/drops.ts";
import {
  type Direction,
  directionKey,
  hasBoundedQueue,
  jitterMs,
  meanLossPercent,
  mtuBytes,
  type Network,
  roundTripMs,
  transmissionMs,
} from "./network.ts";
import type { DirectionObservation, LinkObservation } from "./observation.ts";

/** Measurements of a link before the first case. */
export interface Measured {
  /** The smallest round trip measured by the kernel, in ms, on the bare and on the impaired wire. */
  readonly bareRoundTripMs: number | null;
  readonly roundTripMs: number | null;
  /** Before and after the wire was impaired. */
  readonly bare: LinkObservation;
  readonly impaired: LinkObservation;
}

/** Bytes of a SYN with options and Ethernet header, which the smallest round trip carries. */
const smallestPacketBytes = 74;

/**
 * Tolerance of a measured round trip: 2 ms plus 2 %. On a guest kernel
 * pinned to a CPU, unimpaired round trips were below 0.5 ms and netem's own error below 1 ms.
 */
const roundTripTolerance = { ms: 2, fraction: 0.02 };

/** A bare wire between namespaces takes 0.02 to 0.5 ms; the limit allows for a busy machine. */
const bareRoundTripMaxMs = 10;

/** @returns the conditions before the first case, with the measurements. */
export function proveBefore(network: Network, measured: Measured): readonly ProofItem[] {
  const { impaired } = measured;
  return [
    ...proveBare(measured),
    // Causes before their effects: the first item that does not hold is the one that is reported.
    ...linkDirections.map((direction) => proveQdiscs(direction, network, impaired)),
    proveNoOffload(impaired),
    proveMtu(network, impaired),
    proveRoundTrip(network, measured.roundTripMs),
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
      expected: "no losses, no retransmissions",
      found: `${lost} segments lost, ${resent} retransmitted`,
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
  const lessMs = jitterMs(network) + overtakenMs(up) + overtakenMs(down);
  const holds =
    measuredMs !== null &&
    measuredMs >= askedMs - toleranceMs - lessMs &&
    measuredMs <= askedMs + toleranceMs;
  const below = lessMs === 0 ? "" : `, or up to ${lessMs} ms less, due to jitter or reordering`;
  return {
    what: "smallest round trip",
    expected: `${askedMs.toFixed(1)} ± ${toleranceMs.toFixed(1)} ms${below}`,
    found: measuredMs === null ? "not measured" : `${measuredMs.toFixed(2)} ms`,
    holds,
  };
}

/** netem sends reordered packets without delay. */
function overtakenMs({ delayMs, reorderPercent = 0 }: Direction): number {
  return reorderPercent > 0 ? delayMs : 0;
}

function proveQdiscs(
  direction: LinkDirection,
  network: Network,
  impaired: LinkObservation,
): ProofItem {
  const key = directionKey[direction];
  const expected = expectedQdiscs(network[key]);
  const differences = compareQdiscs(expected, impaired[key].qdiscs);
  return {
    what: `settings of the wire, ${key}`,
    expected: expected.length === 0 ? "no netem" : `${expected.length} netem, as requested`,
    found: differences.length === 0 ? "as requested" : differences.join("; "),
    holds: differences.length === 0,
  };
}

function proveNoOffload({ segmentsAPacket }: LinkObservation): ProofItem {
  const all = Object.entries(segmentsAPacket);
  const wrong = all.filter(([, segments]) => segments !== 1);
  return {
    what: "segmentation offload",
    expected: "one segment per packet, on every interface",
    found:
      wrong.length === 0
        ? `confirmed on ${all.length} interfaces`
        : wrong.map(([name, segments]) => `${name} allows ${segments}`).join(", "),
    holds: all.length > 0 && wrong.length === 0,
  };
}

function proveMtu(network: Network, { mtuBytes: found }: LinkObservation): ProofItem {
  const asked = mtuBytes(network);
  const all = Object.entries(found);
  const wrong = all.filter(([, bytes]) => bytes !== asked);
  return {
    what: "MTU",
    expected: `${asked} bytes, on every interface`,
    found:
      wrong.length === 0
        ? `confirmed on ${all.length} interfaces`
        : wrong.map(([name, bytes]) => `${name} has ${bytes}`).join(", "),
    holds: all.length > 0 && wrong.length === 0,
  };
}

/** Differences between the first observation of the link and the last. */
export interface Reconciled {
  readonly before: LinkObservation;
  readonly after: LinkObservation;
}

/** @returns the conditions after the last case, when nothing is in flight any more. */
export function proveAfter(network: Network, happened: Reconciled): readonly ProofItem[] {
  const { before, after } = happened;
  const flows = linkDirections.map((direction): Flow => {
    const key = directionKey[direction];
    return { name: key, direction: network[key], ...between(before, after, direction) };
  });
  return [
    proveAccounting(flows, after.lostByFaults - before.lostByFaults),
    ...flows.flatMap((flow) => [proveOverflow(flow), proveLoss(flow), proveResent(flow)]),
  ];
}

interface Flow {
  readonly name: string;
  readonly direction: Direction;
  /** Segments that entered the wire, and how many of them did not leave it. */
  readonly entered: number;
  readonly missing: number;
  /** The same for segments that are retransmitted if lost. */
  readonly sequenced: number;
  readonly sequencedMissing: number;
  /** Dropped by netem, and how many of these because of a full queue. */
  readonly asked: number;
  readonly overflow: number;
  /** Segments that entered the wire again, by first sequence number, and that left it again. */
  readonly again: number;
  readonly arrivedAgain: number;
  /** Segments that one or both sides of the wire could not recognize as repeated. */
  readonly unremembered: number;
  /** Segments that the sending host's kernel counted as retransmitted. */
  readonly resent: number;
  /**
   * Packets that the sending host sent through other interfaces, such as those of a proxy to the
   * server behind it. Their retransmissions are in `resent`, and never came onto the wire.
   */
  readonly elsewhere: number;
  /** Connections of the sending host that either end aborted, abandoning segments. */
  readonly aborted: number;
}

function between(
  before: LinkObservation,
  after: LinkObservation,
  direction: LinkDirection,
): Omit<Flow, "name" | "direction"> {
  const key = directionKey[direction];
  const [was, is] = [before[key], after[key]];
  const drops = readDrops(is.qdiscs);
  const dropsBefore = readDrops(was.qdiscs);
  const [sender, receiver] =
    direction === "toServer" ? (["client", "server"] as const) : (["server", "client"] as const);
  const change = (host: "client" | "server", counter: string) =>
    (after[host][counter] ?? 0) - (before[host][counter] ?? 0);
  return {
    entered: is.entered.packets - was.entered.packets,
    missing: missing(is) - missing(was),
    sequenced: is.entered.sequenced - was.entered.sequenced,
    sequencedMissing:
      is.entered.sequenced - was.entered.sequenced - (is.left.sequenced - was.left.sequenced),
    asked: drops.asked - dropsBefore.asked,
    overflow: drops.overflow - dropsBefore.overflow,
    again: is.entered.again - was.entered.again,
    arrivedAgain: is.left.again - was.left.again,
    unremembered:
      is.entered.unremembered -
      was.entered.unremembered +
      (is.left.unremembered - was.left.unremembered),
    resent: change(sender, "Tcp.RetransSegs"),
    elsewhere: Object.keys(after[sender])
      .filter((counter) => counter.startsWith("Device.") && counter !== "Device.eth0.sent")
      .reduce((sum, counter) => sum + change(sender, counter), 0),
    // A RST that arrives while a FIN is unacknowledged ends a connection without being counted on its host.
    aborted: ["Tcp.EstabResets", "Tcp.OutRsts", "Tcp.AttemptFails"].reduce(
      (sum, counter) => sum + change(sender, counter),
      change(receiver, "Tcp.OutRsts"),
    ),
  };
}

function missing({ entered, left }: DirectionObservation): number {
  return entered.packets - left.packets;
}

function retransmits(counters: CounterDeltas): number {
  return counters["Tcp.RetransSegs"] ?? 0;
}

/** Every segment that entered and did not leave was dropped and counted. */
function proveAccounting(flows: readonly Flow[], lostByFaults: number): ProofItem {
  const total = (pick: (flow: Flow) => number) => flows.reduce((sum, flow) => sum + pick(flow), 0);
  const lost = total((flow) => flow.missing);
  const entered = total((flow) => flow.entered);
  const dropped = total((flow) => flow.asked + flow.overflow) + lostByFaults;
  const { expected, holds } = compareLost(lost, dropped, flows);
  return {
    what: "segments that did not come out of the wire",
    expected: `${dropped} dropped: ${expected}`,
    found: `${lost} of ${entered}`,
    holds: holds && entered > 0,
  };
}

function compareLost(
  lost: number,
  dropped: number,
  flows: readonly Flow[],
): { readonly expected: string; readonly holds: boolean } {
  if (flows.some(({ direction }) => (direction.duplicatePercent ?? 0) > 0)) {
    return { expected: "or fewer, because of duplicates", holds: lost <= dropped };
  }
  // A bridge may not recognize a damaged packet as being for one of its hosts.
  if (flows.some(({ direction }) => (direction.corruptPercent ?? 0) > 0)) {
    return { expected: "or more, because of corruption", holds: lost >= dropped };
  }
  return { expected: "exactly as many", holds: lost === dropped };
}

function proveOverflow({ name, direction, overflow }: Flow): ProofItem {
  const asked = hasBoundedQueue(direction);
  return {
    what: `overflow, ${name}`,
    expected: asked ? "any number, because its queue is bounded" : "none",
    found: `${overflow} segments`,
    holds: asked || overflow === 0,
  };
}

/** A deviation of this many standard deviations happens by chance once in 15,000 links. */
const deviations = 4;

/** Bursts increase the variance by a little more than their mean length (Gilbert 1960). */
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
 * Lost segments are retransmitted until they arrive, and nothing else is, except segments that the
 * sender wrongly took for lost, which arrive twice. So the wire and the sender's kernel count the same.
 *
 * The kernel counts more only if it split a segment to retransmit it: its own
 * SACK blocks leave less room in a segment than before; or if the host also talks to itself, as a
 * proxy does with the server behind it, since the kernel does not count by interface. Segments that
 * never arrived must have been given up by aborted connections.
 *
 * Each segment that was not remembered may have been repeated uncounted.
 */
function proveResent(flow: Flow): ProofItem {
  const { name, sequencedMissing: lost, again, arrivedAgain, resent, aborted } = flow;
  const { unremembered, elsewhere } = flow;
  const givenUp = lost + arrivedAgain - again;
  const cut = resent - again;
  const details = [
    `${lost} lost`,
    ...(arrivedAgain === 0 ? [] : [`${arrivedAgain} arrived twice`]),
    ...(givenUp === 0 ? [] : [`${givenUp} abandoned by ${aborted} aborted connections`]),
    ...(cut <= 0 || unremembered > 0 || elsewhere > 0 ? [] : [`${cut} split`]),
    ...(cut <= 0 || elsewhere === 0 ? [] : [`up to ${cut} on the host's other interfaces`]),
    ...(unremembered === 0 ? [] : [`${unremembered} not tracked`]),
  ];
  // A damaged sequence number makes a segment look like a different one.
  const damages = (flow.direction.corruptPercent ?? 0) > 0;
  const explained = Math.abs(givenUp) <= unremembered || damages || (givenUp > 0 && aborted > 0);
  return {
    what: `sent again, ${name}`,
    expected: `${again} from losses on the wire (${details.join(", ")})`,
    found: `${resent} segments`,
    holds: explained && cut >= 0 && cut <= again + unremembered + elsewhere,
  };
}
