import type { Crossing } from "../../../evidence/crossings/crossing.ts";
import type { JoinedCaptures, WireConnection } from "../../../evidence/crossings/join.ts";
import type { ConnectionHistory, History } from "../../../history/history.ts";
import { type Exchanged, messagesOn } from "../../../protocol/messages.ts";
import type { BrokenCheck } from "./options.ts";

/** One connection that the picture shows segment by segment. */
export interface Member {
  readonly name: string;
  readonly group: string;
  /** Its index among the shown connections, which selects its colour. */
  readonly index: number;
  /** Empty if nothing was captured. */
  readonly crossings: readonly Crossing[];
  /** What its bytes mean in its protocol; null if nothing is to be said of them. */
  readonly exchanged: Exchanged | null;
  /** Whether the broken requirement is about this connection, which is then shown in full. */
  readonly isFocus: boolean;
}

/** The connections that are shown, and the number of others. */
export interface Cast {
  readonly members: readonly Member[];
  readonly others: readonly ConnectionHistory[];
  readonly segmentsOfOthers: number;
}

/** More could not be distinguished. */
const membersMax = 4;

/**
 * Selects the connection that the broken requirement is about, and one of each other group: the
 * rest of a group does what its first does.
 */
export function chooseCast(
  history: History,
  joined: JoinedCaptures | null,
  broken: BrokenCheck | null,
): Cast {
  const { connections } = history;
  const focus = broken === null ? null : focusOf(history, broken);
  const firsts = connections.filter(
    ({ group }, index) =>
      group !== focus?.group &&
      connections.findIndex((connection) => connection.group === group) === index,
  );
  const shown = (focus === null ? firsts : [focus, ...firsts]).slice(0, membersMax);
  const inOrder = connections.filter((connection) => shown.includes(connection));
  const wires = joined?.connections ?? [];
  const members = inOrder.map((connection, index): Member => {
    const { crossings = [] } = wireOf(connection, wires) ?? {};
    return {
      name: connection.name,
      group: connection.group,
      index,
      crossings,
      exchanged: crossings.length === 0 ? null : messagesOn(history, connection),
      isFocus: connection === focus,
    };
  });
  const drawn = members.reduce((sum, { crossings }) => sum + crossings.length, 0);
  const captured = wires.reduce((sum, { crossings }) => sum + crossings.length, 0);
  return {
    members,
    others: connections.filter((connection) => !shown.includes(connection)),
    segmentsOfOthers: captured - drawn,
  };
}

/**
 * The connection, among those the check is about, that was last active before the requirement
 * broke.
 */
function focusOf(
  { connections, events }: History,
  { connection: wanted = null, brokeAtMs }: BrokenCheck,
): ConnectionHistory | null {
  const candidates =
    wanted === null
      ? connections
      : connections.filter(({ name, group }) => name === wanted || group === wanted);
  const [first = connections[0] ?? null] = candidates;
  if (brokeAtMs === null) {
    return first;
  }
  const names = new Set(candidates.map(({ name }) => name));
  const slackMs = 1;
  const last = events.findLast(
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
