import type { Scenario } from "../../harness/scenario/scenario.ts";
import { exchange } from "./parts.ts";

/** What `sockspec interop` plays with every pair, in the order in which it is shown. */
export const interopScenarios: readonly Scenario[] = [
  exchange({
    id: "interop/single-message",
    title: "One message is echoed to the client, and both ends close",
    why: "This is the least that a client and a server must agree on: connecting, one frame there and back, and who closes first. A pair that fails here fails everywhere.",
    messages: [1000],
  }),
  exchange({
    id: "interop/many-messages",
    title: "Messages of many sizes are echoed one after another on one connection",
    why: "Each message leaves when the echo of the one before has come. A side that loses count of a frame's bytes gets the next one wrong, even if it is only an empty one.",
    claims: ["many-frames"],
    messages: [1, 100, 0, 1000, 5, 4096, 0, 1, 16_384, 3, 65_535, 2],
  }),
  exchange({
    id: "interop/empty-message",
    title: "A message without a byte is echoed",
    why: "A frame of length zero is a frame. Many programs take a read of nothing, or an empty argument, for the end.",
    messages: [0],
  }),
  exchange({
    id: "interop/tiny-message",
    title: "A message of one byte is echoed",
    why: "The smallest payload arrives in one segment with its header. A side that waits for more before it looks waits for ever.",
    messages: [1],
  }),
  exchange({
    id: "interop/large-message",
    title: "A message of 100,000 bytes is echoed",
    why: "It takes many segments each way, and more than one read at either end. A client that sends all of it before it reads, and a server that echoes while it reads, can block each other.",
    messages: [100_000],
  }),
  exchange({
    id: "interop/half-close",
    title: "After the client's end of file the server closes its side, too",
    why: "The client shuts down writing and waits for the server's FIN. A server that keeps its side open holds a descriptor for each client that ever came, and the client waits in vain.",
    messages: [1000],
    steps: [{ do: "sample", label: "after" }],
    checks: [
      {
        id: "no-close-wait",
        level: "MUST",
        kind: "sockets",
        state: "CLOSE-WAIT",
        at: "after",
        atMost: 0,
        statement: "No socket of the server is left in CLOSE-WAIT once the client has ended.",
        source: "RFC 9293 §3.3.2: CLOSE-WAIT waits for a request from the local user to close",
      },
    ],
  }),
];
