import type { Scenario } from "../../harness/scenario/scenario.ts";
import { packet } from "./packet.ts";

/** A second namespace, one that does not exist, and one that is left. */
export const namespaces = {
  id: "socketio/namespaces",
  title: "Several namespaces share a connection, and each is refused or left by itself",
  why: "Namespaces are channels of one connection, and a packet without a name is for the main one. A server that mixes them up delivers events to the wrong handlers, and one that ends the connection with a namespace takes the others along.",
  sources: [
    "Socket.IO protocol v5, connection to and disconnection from a namespace",
    "Socket.IO protocol v5, test suite: connect, disconnect",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "custom" },
    { do: "send", on: "custom", content: [packet('40/custom,{"token":"123"}')] },
    { do: "awaitEcho", on: "custom" },
    {
      do: "send",
      on: "custom",
      content: [packet('42/custom,["msg","to custom"]'), packet('42["msg","to main"]')],
    },
    { do: "awaitEcho", on: "custom" },
    { do: "connect", connection: "unknown" },
    { do: "send", on: "unknown", content: [packet("40/random,")] },
    { do: "awaitEcho", on: "unknown" },
    { do: "send", on: "unknown", content: [{ messages: 1, bytes: 10 }] },
    { do: "awaitEcho", on: "unknown" },
    { do: "connect", connection: "left" },
    { do: "send", on: "left", content: [packet("40/custom,")] },
    { do: "awaitEcho", on: "left" },
    { do: "send", on: "left", content: [packet("41/custom,"), { messages: 1, bytes: 10 }] },
    { do: "awaitEcho", on: "left" },
  ],
  stimulus: [],
  checks: [
    {
      id: "custom-echoed",
      level: "MUST",
      kind: "echo",
      on: "custom",
      statement: "Events come back in the namespace in which they were sent.",
      source:
        "Socket.IO protocol v5, connection to a namespace: a client may be connected to several at the same time",
    },
    {
      id: "unknown-refused",
      level: "MUST",
      kind: "echo",
      on: "unknown",
      statement: "A namespace that does not exist is refused by CONNECT_ERROR, with a message.",
      source:
        "Socket.IO protocol v5, connection to a namespace: the server must respond with CONNECT or CONNECT_ERROR",
    },
    {
      id: "main-stays",
      level: "SHOULD",
      kind: "echo",
      on: "left",
      statement:
        "Who leaves one namespace is still served in the other, and gets no response to that.",
      source:
        "Socket.IO protocol v5, disconnection from a namespace: no response is expected; the connection may be kept alive",
    },
  ],
} satisfies Scenario;
