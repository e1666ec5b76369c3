import type { ConnectionStates, End, EndStates } from "../../evidence/states/connection-states.ts";
import type { History } from "../../history/history.ts";
import { formatMs } from "../../verdict/text.ts";

/** Connections beyond these are counted. */
export const connectionsMax = 16;

/** @returns what the history calls the connection of a client's port. */
export function connectionName({ connections }: History, clientPort: number): string {
  const known = connections.find(({ localPort }) => localPort === clientPort);
  return known?.name ?? `port ${clientPort}`;
}

/** @returns for example `ESTABLISHED 41 to 160 ms → FIN-WAIT-2 200 ms → TIME-WAIT from 240 ms`. */
export function formatRuns({ runs }: EndStates): string {
  if (runs.length === 0) {
    return "not seen";
  }
  return runs
    .map(({ state, fromMs, untilMs }) => {
      const from = Math.round(fromMs);
      const until = Math.round(untilMs);
      if (state === "TIME-WAIT") {
        return `${state} from ${from} ms`;
      }
      return from === until ? `${state} ${from} ms` : `${state} ${from} to ${until} ms`;
    })
    .join(" → ");
}

const endWords: Readonly<Record<End | "both", string>> = {
  client: "the client closed first",
  server: "the server closed first",
  both: "both closed at once",
};

/** @returns what the states of a connection say, in phrases. */
export function statesNotes({
  closedFirst,
  halfOpen,
  closeWait,
}: ConnectionStates): readonly string[] {
  return [
    ...(closedFirst === null ? [] : [endWords[closedFirst]]),
    ...(closeWait === null
      ? []
      : [
          `the ${closeWait.end} stays in CLOSE-WAIT, for ${formatMs(closeWait.run.untilMs - closeWait.run.fromMs)} at least`,
        ]),
    ...(halfOpen === null
      ? []
      : [
          `half-open: the ${halfOpen.end} is ESTABLISHED from ${Math.round(halfOpen.fromMs)} to ${Math.round(halfOpen.untilMs)} ms, and its peer has no such connection`,
        ]),
  ];
}

/** Writes the states of both ends of each connection, for a screen. */
export function formatStates(
  states: readonly ConnectionStates[],
  history: History,
): readonly string[] {
  const shown = states.slice(0, connectionsMax).flatMap((connection) => {
    const notes = statesNotes(connection);
    return [
      `${connectionName(history, connection.clientPort)}${notes.length === 0 ? "" : `: ${notes.join("; ")}`}`,
      `  client  ${formatRuns(connection.client)}`,
      `  server  ${formatRuns(connection.server)}`,
    ];
  });
  const more = states.length - connectionsMax;
  return more > 0 ? [...shown, `… and ${more} more connections`] : shown;
}
