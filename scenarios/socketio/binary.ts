import type { Scenario } from "../../harness/scenario/scenario.ts";
import { attachment, packet, placeholder } from "./packet.ts";

const two = `["msg",${placeholder(0)},${placeholder(1)}]`;
const bytes = Array.from({ length: 200 }, (_, index) => index);

/** Events whose attachments arrive in messages of their own: at once, cut anywhere, and none in order. */
export const binary = {
  id: "socketio/binary",
  title: "Binary attachments come back in their places",
  why: "JSON has no bytes, so they follow their event in messages of their own, and placeholders say where they belong. A server that looks for them in the same read, or takes them in the order in which they arrive, works until the network or a caller has another.",
  sources: [
    "Socket.IO protocol v5, packet encoding",
    "Socket.IO protocol v5, test suite: message",
    "RFC 9293 §3.7",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "at-once" },
    {
      do: "send",
      on: "at-once",
      content: [
        packet(`452-${two}`),
        attachment([1, 2, 3]),
        attachment([4, 5, 6]),
        packet('42["msg","behind them"]'),
      ],
    },
    { do: "awaitEcho", on: "at-once" },
    { do: "connect", connection: "apart" },
    {
      do: "send",
      on: "apart",
      content: [packet(`452-${two}`), attachment(bytes), attachment([0])],
      chunks: { bytes: 40, gap: { ms: 15 } },
    },
    { do: "awaitEcho", on: "apart" },
    { do: "inspect", on: "apart" },
    { do: "connect", connection: "places" },
    {
      do: "send",
      on: "places",
      content: [
        packet(`452-["msg",{"later":${placeholder(1)}},[${placeholder(0)}]]`),
        attachment([1, 2, 3]),
        attachment([4, 5, 6]),
      ],
    },
    { do: "awaitEcho", on: "places" },
    { do: "connect", connection: "acknowledged" },
    {
      do: "send",
      on: "acknowledged",
      content: [packet(`451-789["ack",${placeholder(0)},"text"]`), attachment([255, 0, 128])],
    },
    { do: "awaitEcho", on: "acknowledged" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "apart",
      atLeast: 6,
      because: "pieces of the event and of its attachments left as separate segments",
    },
  ],
  checks: [
    {
      id: "at-once-echoed",
      level: "MUST",
      kind: "echo",
      on: "at-once",
      statement: "An event comes back with its attachments, and what follows it behind them.",
      source: "Socket.IO protocol v5, packet encoding: binary attachments follow their packet",
    },
    {
      id: "apart-echoed",
      level: "MUST",
      kind: "echo",
      on: "apart",
      statement: "Attachments that arrive later than their event, in pieces, come back whole.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "places-kept",
      level: "MUST",
      kind: "echo",
      on: "places",
      statement: "Each attachment is where its placeholder was, whatever their order.",
      source:
        "Socket.IO protocol v5, packet encoding: a placeholder has the number of its attachment",
    },
    {
      id: "acknowledged",
      level: "MUST",
      kind: "echo",
      on: "acknowledged",
      statement: "An acknowledgement has attachments too.",
      source: "Socket.IO protocol v5, acknowledgement: BINARY_ACK",
    },
  ],
} satisfies Scenario;
