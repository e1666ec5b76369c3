import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One client answers each ping, the other none. */
export const heartbeat = {
  id: "socketio/heartbeat",
  title: "A client that answers pings is kept, and one that does not is given up",
  why: "A peer without power sends neither FIN nor RST, so the server asks, and only an answer counts. A server that never asks keeps dead peers, and one that counts silence instead of answers loses those that have nothing to say.",
  sources: [
    "Engine.IO protocol v4, heartbeat",
    "Engine.IO protocol v4, test suite: sends ping/pong packets, closes the session upon ping timeout",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  claims: ["keep-alive", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "answering" },
    { do: "connect", connection: "mute", mute: true },
    {
      do: "awaitEnd",
      on: "mute",
      deadline: { ms: 3000, roundTrips: 8, keepAlives: 1 },
    },
    // Both began together: a server that does not count answers has given up the other one too.
    { do: "pause", duration: { ms: 200, roundTrips: 2 } },
    { do: "send", on: "answering", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "answering" },
  ],
  stimulus: [],
  checks: [
    {
      id: "kept",
      level: "MUST",
      kind: "echo",
      on: "answering",
      statement: "A client that says nothing but answers each ping is still served.",
      source:
        "Engine.IO protocol v4, heartbeat: the server sends a ping packet, and the client has pingTimeout to send a pong packet back",
    },
    {
      id: "given-up",
      level: "SHOULD",
      kind: "ends",
      on: "mute",
      how: ["fin", "rst"],
      statement: "A client that answers no ping is given up after pingInterval and pingTimeout.",
      source:
        "Engine.IO protocol v4, heartbeat: if the server does not receive a pong packet back, it should consider that the connection is closed",
    },
  ],
} satisfies Scenario;
