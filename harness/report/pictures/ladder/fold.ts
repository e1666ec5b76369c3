import type { HistoryEvent } from "../../../history/history.ts";

/** One event, or several similar ones with the sum of their bytes. */
export interface Folded {
  readonly event: HistoryEvent;
  readonly connections: ReadonlySet<string>;
  /** How many events it represents. */
  readonly times: number;
}

const transfers: ReadonlySet<string> = new Set([
  "wrote",
  "received",
  "datagrams-sent",
  "datagrams-received",
]);

/** Up to this many events of the shown connections are drawn one by one. */
const foldAbove = 30;

/**
 * Merges consecutive events that connections which are not shown have in common, and, if there are
 * many, the reads and the writes of a shown one.
 *
 * @param shown names of connections.
 */
export function foldEvents(
  events: readonly HistoryEvent[],
  shown: ReadonlySet<string>,
): readonly Folded[] {
  const ofShown = events.filter(({ connection = "" }) => shown.has(connection));
  const isMuch = ofShown.length > foldAbove;
  const folded: Folded[] = [];
  const open = new Map<string, number>();
  for (const event of events) {
    const { connection = "" } = event;
    const isShown = shown.has(connection);
    const isTransfer = transfers.has(event.event);
    const mayFold = isShown ? isMuch && isTransfer : connection !== "";
    const kind = kindOf(event, isShown);
    const index = mayFold ? open.get(kind) : undefined;
    const before = index === undefined ? undefined : folded[index];
    if (index !== undefined && before !== undefined) {
      folded[index] = join(before, event);
      continue;
    }
    if (isShown && !isTransfer) {
      open.clear();
    }
    open.set(kind, folded.push({ event, connections: new Set([connection]), times: 1 }) - 1);
  }
  return folded;
}

/** @returns the name that a group of connections shares. */
export function groupOf(connection: string): string {
  return connection.replace(/#\d+$/, "");
}

function kindOf({ event, connection = "", detail = "" }: HistoryEvent, isShown: boolean): string {
  return JSON.stringify([event, detail, isShown, isShown ? connection : groupOf(connection)]);
}

function join({ event: before, connections, times }: Folded, event: HistoryEvent): Folded {
  const sum = (before.bytes ?? 0) + (event.bytes ?? 0);
  const datagrams = (before.datagrams ?? 0) + (event.datagrams ?? 0);
  return {
    event: {
      ...before,
      untilMs: event.untilMs ?? event.atMs,
      ...(sum > 0 ? { bytes: sum } : {}),
      ...(datagrams > 0 ? { datagrams } : {}),
    },
    connections: new Set([...connections, event.connection ?? ""]),
    times: times + 1,
  };
}
