import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { request } from "./packet.ts";

/** Each lacks the version or the transport, or has one that nobody knows: no session is owed, so nothing at all. */
const refused: readonly Step[] = [
  "transport=websocket",
  "EIO=abc&transport=websocket",
  "EIO=4",
  "EIO=4&transport=abc",
].flatMap((query): readonly Step[] => [
  { do: "connect", connection: "refused", unopened: true },
  { do: "send", on: "refused", content: [request(query)] },
  // A refusal over HTTP may leave its connection open for other requests.
  { do: "awaitQuiet", on: "refused", quiet: { ms: 200, roundTrips: 2 } },
  { do: "close", on: "refused" },
]);

/** The open packet and the CONNECT packet, and queries that must be refused. */
export const socketioOpening = {
  id: "socketio/opening",
  title: "A session opens with all that a client must know, and not without its version",
  why: "A client times its heartbeat by what the open packet says. A server that takes any query for its own version answers clients of the versions before, which ping instead of being pinged, and loses them.",
  sources: [
    "Engine.IO protocol v4, transports and handshake",
    "Socket.IO protocol v5, connection to a namespace",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] },
    { do: "awaitEcho", on: "main" },
    ...refused,
  ],
  stimulus: [],
  checks: [
    {
      id: "opened",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement:
        "The open packet has a sid, upgrades, pingInterval and pingTimeout, and the CONNECT packet a sid.",
      source: "Engine.IO protocol v4, handshake: the server must respond with an open packet",
    },
  ],
} satisfies Scenario;
