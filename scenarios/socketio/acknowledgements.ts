import type { Scenario } from "../../harness/scenario/scenario.ts";
import { packet } from "./packet.ts";

/** Events that ask for an acknowledgement: alone, several at once, and in another namespace. */
export const acknowledgements = {
  id: "socketio/acknowledgements",
  title: "Each event that asks for it is acknowledged by its id",
  why: "The id is all that ties an answer to its question, and 0 is the first that clients use. A server that takes 0 for none leaves the first caller of each connection waiting.",
  sources: ["Socket.IO protocol v5, acknowledgement", "Socket.IO protocol v5, test suite: message"],
  roles: ["server"],
  protocols: ["socketio"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [packet('420["ack"]')] },
    { do: "awaitEcho", on: "main" },
    {
      do: "send",
      on: "main",
      content: [
        packet('42456["ack",1,"2",{"3":[false]}]'),
        packet('427["ack","seven"]'),
        packet('42["msg","in between"]'),
        packet('423["ack","three"]'),
      ],
    },
    { do: "awaitEcho", on: "main" },
    { do: "send", on: "main", content: [packet("40/custom,")] },
    { do: "awaitEcho", on: "main" },
    { do: "send", on: "main", content: [packet('42/custom,13["ack","in custom"]')] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "acknowledged",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "An event with an id is acknowledged with that id, in its namespace.",
      source:
        "Socket.IO protocol v5, acknowledgement: the receiver must respond with an ACK packet with the same event ID",
    },
  ],
} satisfies Scenario;
