import type { HistoryEvent } from "../../../history/history.ts";

/** One event, or several alike with the sum of their bytes. */
export interface Folded {
  readonly event: HistoryEvent;
  readonly connections: ReadonlySet<string>;
  /** How many events it stands for. */
  readonly times: number;
}

/** So many events of the connections that are shown can be read one by one. */
const foldAbove = 30;

/**
 * Tells once what connections that are not shown do one after another, and, where there is much of
 * it, the reads and the writes of one that is shown.
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
    const isTransfer = event.event === "wrote" || event.event === "received";
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
  return {
    event: {
      ...before,
      untilMs: event.untilMs ?? event.atMs,
      ...(sum > 0 ? { bytes: sum } : {}),
    },
    connections: new Set([...connections, event.connection ?? ""]),
    times: times + 1,
  };
}
