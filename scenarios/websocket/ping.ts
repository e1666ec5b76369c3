import type { Scenario } from "../../harness/scenario/scenario.ts";
import { first, frame } from "./frame.ts";

/** Pings of each size, many at once, and pongs that nobody asked for. */
export const ping = {
  id: "websocket/ping",
  title: "Each ping is answered by a pong with its payload",
  why: "Pings find dead peers, and each side may send them at any time. A pong without the ping's payload cannot be told from another's, and a pong that nobody asked for is a heartbeat, not a mistake.",
  sources: ["RFC 6455 §5.5.2 and §5.5.3", "Autobahn Testsuite, cases 2.1 to 2.4 and 2.6 to 2.11"],
  roles: ["server"],
  protocols: ["websocket"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [frame(first.ping)] },
    { do: "awaitEcho", on: "main" },
    { do: "send", on: "main", content: [frame(first.ping, "Hello")] },
    { do: "awaitEcho", on: "main" },
    {
      do: "send",
      on: "main",
      content: [
        frame(
          first.ping,
          Array.from({ length: 125 }, (_, index) => 255 - index),
        ),
      ],
      chunks: { bytes: 40, gap: { ms: 10 } },
    },
    { do: "awaitEcho", on: "main" },
    {
      do: "send",
      on: "main",
      content: Array.from({ length: 10 }, (_, index) => frame(first.ping, `ping ${index}`)),
    },
    { do: "awaitEcho", on: "main" },
    { do: "connect", connection: "heartbeat" },
    {
      do: "send",
      on: "heartbeat",
      content: [
        frame(first.pong),
        frame(first.pong, "nobody asked"),
        frame(first.text, "still here"),
        frame(first.pong, "nobody asked again"),
        frame(first.text, "and here"),
      ],
    },
    { do: "awaitEcho", on: "heartbeat" },
  ],
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Each ping is answered by a pong with its payload, in order.",
      source: "RFC 6455 §5.5.2: an endpoint must send a Pong frame in response",
    },
    {
      id: "pong-ignored",
      level: "MUST",
      kind: "echo",
      on: "heartbeat",
      statement: "A pong that nobody asked for is not answered, and changes nothing.",
      source: "RFC 6455 §5.5.3: a response to an unsolicited Pong frame is not expected",
    },
  ],
} satisfies Scenario;
