import type { EventName, History } from "../history/history.ts";
import type { CaseResult } from "../journal/case-result.ts";

/** @returns what carried the bytes of a case: `lte network`, or `Unix-domain socket`. */
export function placeOf({ network, transport }: Pick<CaseResult, "network" | "transport">): string {
  return transport === "unix" ? "Unix-domain socket" : `${network} network`;
}

/** Events that have other names where there are no segments. */
const unixWords: Partial<Readonly<Record<EventName, string>>> = {
  "fin-sent": "shut-down",
  "fin-received": "end-of-file",
  "rst-received": "reset",
};

/** @returns what an event of the history is called. */
export function eventWord(event: EventName, { unixSocket }: Pick<History, "unixSocket">): string {
  return (unixSocket === undefined ? undefined : unixWords[event]) ?? event;
}

/**
 * @returns the Unix-domain socket and what became of its file, such as
 * `/tmp/sockspec-x/socket: mode 0660 at the start, no file at the end`; null for a server with a port.
 */
export function socketLine({ unixSocket }: Pick<History, "unixSocket">): string | null {
  if (unixSocket === undefined) {
    return null;
  }
  const { address, looks } = unixSocket;
  const words = looks.map(({ after, mode }) => {
    const found = mode === null ? "no file" : `mode 0${mode.toString(8).padStart(3, "0")}`;
    return `${found} at the ${after}`;
  });
  return address.startsWith("@") ? address : `${address}: ${words.join(", ")}`;
}
