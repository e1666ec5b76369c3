import type { SocketSample } from "../evidence.ts";

/** A state in which samples showed one end of a connection. */
export interface StateRun {
  /** As RFC 9293 spells it. */
  readonly state: string;
  /** The first and the last sample in it, in ms since the case began. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface EndStates {
  /** In order; states that were over before a sample are not among them. */
  readonly runs: readonly StateRun[];
  /** The last sample with TCP_INFO; null if there was none. */
  readonly info: SocketSample | null;
}

export type End = "client" | "server";

/** The states of both ends of a connection over time. */
export interface ConnectionStates {
  readonly clientPort: number;
  readonly client: EndStates;
  readonly server: EndStates;
  /** The end whose FIN was first, `both` if the FINs crossed; null if the states do not show it. */
  readonly closedFirst: End | "both" | null;
  /** The end that was still ESTABLISHED when the other had no socket any more (RFC 9293 §3.5.1); null if none. */
  readonly halfOpen: {
    readonly end: End;
    readonly fromMs: number;
    readonly untilMs: number;
  } | null;
  /** The end that stayed in CLOSE-WAIT until it was last seen, which did not close; null if none. */
  readonly closeWait: { readonly end: End; readonly run: StateRun } | null;
}

/** @returns the connections in the order in which they were first seen. */
export function connectionStates(samples: readonly SocketSample[]): readonly ConnectionStates[] {
  const byPort = Map.groupBy(samples, ({ clientPort }) => clientPort);
  // The samples of a look are limited: where there are more connections, one that is missing may exist.
  const isWhole = byPort.size <= connectionsPerLook;
  return [...byPort].map(([clientPort, own]) => statesOf(clientPort, own, isWhole));
}

/** `most_at_a_look` of the observer. */
const connectionsPerLook = 16;

function statesOf(
  clientPort: number,
  samples: readonly SocketSample[],
  isWhole: boolean,
): ConnectionStates {
  const of = (end: End) => samples.filter(({ host }) => host === end);
  const [client, server] = [of("client"), of("server")];
  const ends = { client: endStates(client), server: endStates(server) };
  return {
    clientPort,
    ...ends,
    closedFirst: closedFirst(ends.client, ends.server),
    halfOpen: isWhole
      ? (aloneSince("client", client, server) ?? aloneSince("server", server, client))
      : null,
    closeWait: staysInCloseWait("client", ends.client) ?? staysInCloseWait("server", ends.server),
  };
}

function endStates(samples: readonly SocketSample[]): EndStates {
  const runs: StateRun[] = [];
  for (const { state, atMs } of samples) {
    const last = runs.at(-1);
    if (last?.state === state) {
      runs[runs.length - 1] = { ...last, untilMs: atMs };
    } else {
      runs.push({ state, fromMs: atMs, untilMs: atMs });
    }
  }
  const info = samples.findLast(({ bytesAcked }) => bytesAcked !== undefined) ?? null;
  return { runs, info };
}

/** States of an end that sent its FIN before it had that of its peer, and of one that had it (RFC 9293 §3.6). */
const active: ReadonlySet<string> = new Set(["FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"]);
const passive: ReadonlySet<string> = new Set(["CLOSE-WAIT", "LAST-ACK"]);

function closedFirst(client: EndStates, server: EndStates): ConnectionStates["closedFirst"] {
  const has = ({ runs }: EndStates, states: ReadonlySet<string>) =>
    runs.some(({ state }) => states.has(state));
  const isClosing = [client, server].some((end) => has(end, new Set(["CLOSING"])));
  if (isClosing || (has(client, active) && has(server, active))) {
    return "both";
  }
  if (has(client, active) || has(server, passive)) {
    return "client";
  }
  return has(server, active) || has(client, passive) ? "server" : null;
}

/** A look asks both hosts at once; the shortest time between two looks is twice as long, in ms. */
const sameLookMs = 20;

/** Looks by which it must have been alone: between two questions of one look, an end may change. */
const looksAloneMin = 2;

/** Whether an end was ESTABLISHED when the other, which had been there, was no longer. */
function aloneSince(
  end: End,
  own: readonly SocketSample[],
  other: readonly SocketSample[],
): ConnectionStates["halfOpen"] {
  const gone = other.at(-1);
  if (gone === undefined || gone.state === "TIME-WAIT") {
    return null;
  }
  const alone = own.filter(
    ({ state, atMs }) => state === "ESTABLISHED" && atMs > gone.atMs + sameLookMs,
  );
  const [first, last] = [alone[0], alone.at(-1)];
  return first === undefined || last === undefined || alone.length < looksAloneMin
    ? null
    : { end, fromMs: first.atMs, untilMs: last.atMs };
}

function staysInCloseWait(end: End, { runs }: EndStates): ConnectionStates["closeWait"] {
  const run = runs.at(-1);
  return run?.state === "CLOSE-WAIT" && run.untilMs > run.fromMs ? { end, run } : null;
}
