import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Fifty peers end inside a message and keep their sockets open. */
export const noCloseWait = {
  id: "close/no-close-wait",
  title: "Connections that the peer has closed do not stay in CLOSE-WAIT",
  why: "After the peer's FIN, a socket stays in CLOSE-WAIT until the server closes it, even for hours. If the server forgets to, the first symptom is that it runs out of descriptors.",
  sources: ["RFC 9293 §3.6 case 2", "RFC 9293 §3.3.2: CLOSE-WAIT"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "ender", count: 50 },
    { do: "pause", duration: { ms: 100, roundTrips: 1 } },
    { do: "send", on: "ender", content: [{ unfinished: 100, upTo: 7 }] },
    { do: "shutdownWrite", on: "ender" },
    { do: "awaitEnd", on: "ender" },
    { do: "sample", label: "after" },
  ],
  stimulus: [],
  checks: [
    {
      id: "ended",
      level: "MUST",
      kind: "ends",
      on: "ender",
      how: ["fin", "rst"],
      statement: "The server ends each connection after its peer has ended it.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
    {
      id: "none-left",
      level: "MUST",
      kind: "sockets",
      state: "CLOSE-WAIT",
      at: "after",
      atMost: 0,
      statement: "No socket of the server is left in CLOSE-WAIT.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
  ],
} as const satisfies Scenario;
