import type { Step } from "../../harness/scenario/step.ts";

/**
 * Peers leave in three states for which servers start timers (inside a header, rejected, and not
 * reading), and as many strangers get their descriptors.
 *
 * @param strangers the name of the new connections.
 */
export const leftBehind = (strangers: string): readonly Step[] => [
  { do: "connect", connection: "half-way", count: 4 },
  { do: "send", on: "half-way", content: [{ unfinished: 10, upTo: 2 }] },
  { do: "connect", connection: "refused", count: 4 },
  { do: "send", on: "refused", content: [{ unacceptable: true }] },
  { do: "connect", connection: "unread", count: 4 },
  { do: "stopReading", on: "unread" },
  {
    do: "sendUntilBlocked",
    on: "unread",
    messageBytes: 32_768,
    limit: 1_048_576,
    quiet: { ms: 100, roundTrips: 2 },
  },
  { do: "pause", duration: { ms: 50, roundTrips: 2 } },
  { do: "abort", on: "half-way" },
  { do: "abort", on: "refused" },
  { do: "abort", on: "unread" },
  { do: "pause", duration: { ms: 30, roundTrips: 2 } },
  { do: "connect", connection: strangers, count: 12 },
  { do: "send", on: strangers, content: [{ messages: 2, bytes: 700 }] },
  { do: "awaitEcho", on: strangers },
];

/** Whether the strangers still work, once the timers are over. */
export const stillServed = (strangers: string): readonly Step[] => [
  { do: "send", on: strangers, content: [{ messages: 2, bytes: 700 }] },
  { do: "awaitEcho", on: strangers },
];
