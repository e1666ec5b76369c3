import type { Scenario } from "../../harness/scenario/scenario.ts";
import { packet, request } from "./packet.ts";

/** Events for namespaces that the client has not connected to. */
export const beforeConnect = {
  id: "socketio/before-connect",
  title: "An event before its namespace is connected to ends the connection",
  why: "The CONNECT packet is where a server checks who a client is, for each namespace anew. A server that handles an event without one serves whoever leaves it out.",
  sources: ["Socket.IO protocol v5, connection to a namespace"],
  roles: ["server"],
  protocols: ["socketio"],
  links: "any",
  steps: [
    { do: "connect", connection: "eager", unopened: true },
    { do: "send", on: "eager", content: [request("EIO=4&transport=websocket")] },
    { do: "awaitEcho", on: "eager" },
    { do: "send", on: "eager", content: [packet('42["msg","too early"]')] },
    { do: "awaitEnd", on: "eager" },
    { do: "close", on: "eager" },
    { do: "connect", connection: "stranger" },
    { do: "send", on: "stranger", content: [packet('42/custom,["msg","to whom?"]')] },
    { do: "awaitEnd", on: "stranger" },
  ],
  stimulus: [],
  checks: [
    {
      id: "eager-closed",
      level: "MUST",
      kind: "ends",
      on: "eager",
      how: ["fin", "rst"],
      statement: "An event before any CONNECT packet ends the connection.",
      source:
        "Socket.IO protocol v5, connection to a namespace: if the server does not receive a CONNECT packet first, it must close the connection immediately",
    },
    {
      id: "stranger-closed",
      level: "SHOULD",
      kind: "ends",
      on: "stranger",
      how: ["fin", "rst"],
      statement:
        "An event for a namespace that the client has not connected to ends the connection.",
      source:
        "Socket.IO protocol v5, sending and receiving data: once the connection to a namespace is established, data can be exchanged",
    },
  ],
} satisfies Scenario;
