import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A message and the FIN arrive in the server's receive buffer before it reads either. */
export const endBehindData = {
  id: "close/end-behind-data",
  title: "An end of file behind a message is noticed",
  why: "A busy server finds a message and the end of file in its receive buffer, with a single notification for both. If it reads until a read is short and then waits for the next notification, it waits forever.",
  sources: ["RFC 9293 §3.6 case 2", "epoll(7): edge-triggered notification"],
  roles: ["server"],
  claims: ["half-close", "concurrent-connections"],
  steps: [
    { do: "connect", connection: "ender", count: 5 },
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "signal", name: "SIGSTOP" },
    { do: "send", on: "ender", content: [{ messages: 1, bytes: 100 }] },
    { do: "shutdownWrite", on: "ender" },
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitEcho", on: "ender" },
    { do: "awaitEnd", on: "ender" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "ender",
      statement: "The message comes back.",
      source: "RFC 9293 §3.6.1: data may still be sent in the open direction",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "ender",
      how: ["fin"],
      statement: "Then the server closes its side with a FIN.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
  ],
} as const satisfies Scenario;
