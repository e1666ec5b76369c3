import type { CaptureContent } from "../capture/pcap.ts";
import { blindPeriods } from "../crossings/blind.ts";
import type { CrossingFate, JoinOptions } from "../crossings/crossing.ts";
import { type Pair, pairBothWays } from "../crossings/pairs.ts";
import type { DatagramCrossing, WireSocket } from "./crossing.ts";
import { endName, type SightedDatagram, sightingsOf } from "./sightings.ts";

/** Finds each datagram at both sides of the wire, whole or in fragments. */
export function joinDatagrams(
  captures: { readonly client: CaptureContent; readonly server: CaptureContent },
  options: JoinOptions,
): readonly WireSocket[] {
  const seen = sightingsOf(captures, options);
  const pairs = [...pairBothWays(seen, blindPeriods(captures, options), identityOf)];
  const whole = pairs.filter(({ packet }) => packet.fragmentOf === null).map((pair) => [pair]);
  const split = pairs.filter(({ packet, isDuplicated }) => isFragment(packet) && !isDuplicated);
  const owned = [...whole, ...Map.groupBy(split, datagramOf).values()].flatMap(crossingOf);
  return [...Map.groupBy(owned, ({ clientPort }) => clientPort)].map(([clientPort, own]) => ({
    clientPort,
    crossings: markOvertaken(
      own.map(({ crossing }) => crossing).toSorted((a, b) => beganAtMs(a) - beganAtMs(b)),
    ),
  }));
}

type DatagramPair = Pair<SightedDatagram>;

function isFragment({ fragmentOf }: SightedDatagram): boolean {
  return fragmentOf !== null;
}

/** Two datagrams with the same data are alike: one that is sent again may be taken for the first. */
function identityOf({
  source,
  destination,
  ports,
  payloadBytes,
  head,
  ...packet
}: SightedDatagram): string {
  const { fragmentOf, fragmentAt, icmp } = packet;
  const ends = `${source} ${ports?.source} ${destination} ${ports?.destination}`;
  const data = Buffer.from(head).toString("latin1");
  return `${ends} ${payloadBytes} ${fragmentOf} ${fragmentAt} ${icmp} ${data}`;
}

/** What the fragments of one datagram have in common (RFC 791 §3.2). */
function datagramOf({ direction, packet }: DatagramPair): string {
  return `${direction} ${packet.source} ${packet.destination} ${packet.fragmentOf}`;
}

/** @returns nothing if the packet that says whose it is was not captured. */
function crossingOf(
  pairs: readonly DatagramPair[],
): readonly { readonly clientPort: number; readonly crossing: DatagramCrossing }[] {
  const head = pairs.find(({ packet }) => packet.ports !== null);
  const ports = head?.packet.ports ?? null;
  if (head === undefined || ports === null) {
    return [];
  }
  const { source, destination, icmp } = head.packet;
  const { direction } = head;
  const sent = pairs.flatMap(({ sentAtMs }) => sentAtMs ?? []);
  const arrived = pairs.flatMap(({ arrivedAtMs }) => arrivedAtMs ?? []);
  const crossing = {
    direction,
    sentAtMs: sent.length === 0 ? null : Math.min(...sent),
    arrivedAtMs: arrived.length < pairs.length ? null : Math.max(...arrived),
    fate: fateOf(pairs),
    source: endName(source, ports.source),
    destination: endName(destination, ports.destination),
    payloadBytes: pairs.reduce((sum, { packet }) => sum + packet.payloadBytes, 0),
    head: head.packet.head,
    fragments: pairs.length,
    fragmentsLost: pairs.filter(({ fate }) => fate === "lost").length,
    icmp,
    marks: head.isDuplicated ? (["duplicated"] as const) : [],
  };
  return [{ clientPort: direction === "toServer" ? ports.source : ports.destination, crossing }];
}

/** A datagram arrives if all its fragments do. */
function fateOf(pairs: readonly DatagramPair[]): CrossingFate {
  const fates = new Set(pairs.map(({ fate }) => fate));
  return fates.has("lost") ? "lost" : fates.has("unseen") ? "unseen" : "arrived";
}

/** @param crossings of one socket, in sending order. */
function markOvertaken(crossings: readonly DatagramCrossing[]): readonly DatagramCrossing[] {
  const latest = { toServer: -1, toClient: -1 };
  const overtaken = new Set<DatagramCrossing>();
  const order = new Map(crossings.map((crossing, index) => [crossing, index]));
  const arrived = crossings
    .filter(
      ({ fate, sentAtMs, marks }) => fate === "arrived" && sentAtMs !== null && marks.length === 0,
    )
    .toSorted((a, b) => (a.arrivedAtMs ?? 0) - (b.arrivedAtMs ?? 0));
  for (const crossing of arrived) {
    const index = order.get(crossing) ?? 0;
    if (index < latest[crossing.direction]) {
      overtaken.add(crossing);
    }
    latest[crossing.direction] = Math.max(latest[crossing.direction], index);
  }
  return crossings.map((crossing) =>
    overtaken.has(crossing) ? { ...crossing, marks: ["out-of-order"] } : crossing,
  );
}

function beganAtMs({ sentAtMs, arrivedAtMs }: DatagramCrossing): number {
  return sentAtMs ?? arrivedAtMs ?? 0;
}
