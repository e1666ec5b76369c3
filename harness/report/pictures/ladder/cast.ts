import type { JoinedCaptures, WireConnection } from "../../../evidence/crossings/join.ts";
import type { WireSocket } from "../../../evidence/datagrams/crossing.ts";
import { nameDatagrams } from "../../../evidence/datagrams/name.ts";
import type { Passage } from "../../../evidence/passage.ts";
import type { DatagramSocketHistory } from "../../../history/datagram-history.ts";
import type { ConnectionHistory, History } from "../../../history/history.ts";
import { datagramNumbers } from "../../../protocol/datagrams/numbers.ts";
import { type Exchanged, messagesOn } from "../../../protocol/messages.ts";
import type { Wire } from "./lanes.ts";
import type { BrokenCheck } from "./options.ts";

/** One connection or socket that the picture shows packet by packet. */
export interface Member {
  readonly name: string;
  readonly group: string;
  /** Its index among the shown ones, which selects its colour. */
  readonly index: number;
  /** Empty if nothing was captured. */
  readonly crossings: readonly Passage[];
  /** What its bytes mean in its protocol; null if nothing is to be said of them. */
  readonly exchanged: Exchanged | null;
  /** Where it sends its datagrams; null for a connection. */
  readonly to: DatagramSocketHistory["to"] | null;
  /** Whether a client that is under test made it, and the driver was the server. */
  readonly isAccepted: boolean;
  /** Whether the broken requirement is about it: then it is shown in full. */
  readonly isFocus: boolean;
  /** Where it was captured: a proxy's connections to its upstream are on the second wire. */
  readonly wire: Wire;
}

/** A connection or a UDP socket of the client. */
export type Party = ConnectionHistory | DatagramSocketHistory;

/** The parties that are shown, and the number of others. */
export interface Cast {
  readonly members: readonly Member[];
  readonly others: readonly Party[];
  readonly crossingsOfOthers: number;
  /** Whether a proxy was under test whose second wire was captured. */
  readonly hasUpstream: boolean;
}

/** What was captured on each wire; null if nothing was. */
export interface JoinedWires {
  readonly own: JoinedCaptures | null;
  readonly upstream: JoinedCaptures | null;
}

/** More could not be distinguished. */
const membersMax = 4;

/** A client that tries more connections than one is rare. */
const pairedMax = 2;

/**
 * Selects the party that the broken requirement is about, and one of each other group: the rest of a
 * group does what its first does.
 */
export function chooseCast(
  history: History,
  { own: joined, upstream }: JoinedWires,
  broken: BrokenCheck | null,
): Cast {
  const parties = partiesOf(history);
  const focus = broken === null ? null : focusOf(history, broken);
  const firsts = parties.filter(
    ({ group }, index) =>
      group !== focus?.group && parties.findIndex((party) => party.group === group) === index,
  );
  const shown = (focus === null ? firsts : [focus, ...firsts]).slice(0, membersMax);
  const inOrder = parties.filter((party) => shown.includes(party));
  const paired = pairedMembers(history, joined);
  const own = inOrder.map((party, index): Member => {
    const { crossings, exchanged } = passagesOf(history, party, joined);
    return {
      name: party.name,
      group: party.group,
      index: paired.length + index,
      crossings,
      exchanged,
      to: isSocket(party) ? party.to : null,
      isAccepted: "accepted" in party,
      isFocus: party === focus && paired.length === 0,
      wire: "first",
    };
  });
  const behind = upstreamMembers(own, upstream, joined);
  const members = [...paired, ...own, ...behind];
  const drawn = members.reduce((sum, { crossings }) => sum + crossings.length, 0);
  const wires = [
    ...(joined?.connections ?? []),
    ...(joined?.sockets ?? []),
    ...(upstream?.connections ?? []),
  ];
  const captured = wires.reduce((sum, { crossings }) => sum + crossings.length, 0);
  return {
    members,
    others: parties.filter((party) => !shown.includes(party)),
    crossingsOfOthers: captured - drawn,
    hasUpstream: upstream !== null,
  };
}

/**
 * A proxy's connections to its upstream, one for each shown one of its clients: those that were opened
 * at the same place in order. Nothing on the wire says which belongs to which, so they have names of
 * their own.
 */
function upstreamMembers(
  shown: readonly Member[],
  upstream: JoinedCaptures | null,
  own: JoinedCaptures | null,
): readonly Member[] {
  const opened = upstream?.connections ?? [];
  const fronts: readonly Member["crossings"][] =
    own?.connections.map(({ crossings }) => crossings) ?? [];
  return shown.flatMap(({ crossings, isFocus }, index) => {
    const place = fronts.indexOf(crossings);
    const found = opened[place];
    return found === undefined
      ? []
      : {
          name: place === 0 ? "upstream" : `upstream#${place + 1}`,
          group: "upstream",
          index: shown.length + index,
          crossings: found.crossings,
          exchanged: null,
          to: null,
          isAccepted: false,
          isFocus,
          wire: "second" as const,
        };
  });
}

/** The connections of a pair's client, which the driver did not make: they are what the case is about. */
function pairedMembers(history: History, joined: JoinedCaptures | null): readonly Member[] {
  const wires = joined?.connections ?? [];
  if (history.pairRuns === undefined) {
    return [];
  }
  const driven = new Set(history.connections.map((connection) => wireOf(connection, wires)));
  const others = wires.filter((wire) => !driven.has(wire)).slice(0, pairedMax);
  return others.map(({ crossings }, index) => ({
    name: index === 0 ? "client" : `client#${index + 1}`,
    group: "client",
    index,
    crossings,
    exchanged: null,
    to: null,
    isAccepted: false,
    isFocus: index === 0,
    wire: "first" as const,
  }));
}

export function isSocket(party: Party): party is DatagramSocketHistory {
  return "replies" in party;
}

export function isConnection(party: Party): party is ConnectionHistory {
  return !isSocket(party);
}

/** A history has connections or sockets. */
function partiesOf({ connections, datagramSockets }: History): readonly Party[] {
  return [...connections, ...datagramSockets];
}

function passagesOf(
  history: History,
  party: Party,
  joined: JoinedCaptures | null,
): Pick<Member, "crossings" | "exchanged"> {
  if (isSocket(party)) {
    const own = datagramsOf(history, party, joined?.sockets ?? []);
    return { crossings: nameDatagrams(own, datagramNumbers(history, party)), exchanged: null };
  }
  const { crossings = [] } = wireOf(party, joined?.connections ?? []) ?? {};
  return {
    crossings,
    // What a server owes for what it gets is nothing that a client owes.
    exchanged:
      crossings.length === 0 || party.accepted === true ? null : messagesOn(history, party),
  };
}

/** The party, among those the check is about, that was last active before the requirement broke. */
function focusOf(
  history: History,
  { connection: wanted = null, brokeAtMs }: BrokenCheck,
): Party | null {
  const parties = partiesOf(history);
  const candidates =
    wanted === null
      ? parties
      : parties.filter(({ name, group }) => name === wanted || group === wanted);
  const [first = parties[0] ?? null] = candidates;
  if (brokeAtMs === null) {
    return first;
  }
  const names = new Set(candidates.map(({ name }) => name));
  const slackMs = 1;
  const last = history.events.findLast(
    ({ atMs, connection }) =>
      atMs <= brokeAtMs + slackMs && connection !== undefined && names.has(connection),
  );
  return candidates.find(({ name }) => name === last?.connection) ?? first;
}

/** Ports can be reused, so the start time identifies the connection. */
function wireOf(
  { localPort, connectingAtMs }: ConnectionHistory,
  wires: readonly WireConnection[],
): WireConnection | null {
  const distance = ({ crossings: [first] }: WireConnection) =>
    Math.abs((first?.sentAtMs ?? first?.arrivedAtMs ?? 0) - connectingAtMs);
  const [nearest = null] = wires
    .filter(({ clientPort }) => clientPort === localPort)
    .toSorted((a, b) => distance(a) - distance(b));
  return nearest;
}

/** What crossed between the time at which the socket got its port and that at which another one did. */
function datagramsOf(
  { datagramSockets }: History,
  { localPort, openedAtMs }: DatagramSocketHistory,
  wires: readonly WireSocket[],
) {
  const wire = wires.find(({ clientPort }) => clientPort === localPort);
  const untilMs = datagramSockets
    .filter((other) => other.localPort === localPort && other.openedAtMs > openedAtMs)
    .reduce((soonest, other) => Math.min(soonest, other.openedAtMs), Number.POSITIVE_INFINITY);
  return (wire?.crossings ?? []).filter(({ sentAtMs, arrivedAtMs }) => {
    const atMs = sentAtMs ?? arrivedAtMs ?? 0;
    return atMs >= openedAtMs && atMs < untilMs;
  });
}
