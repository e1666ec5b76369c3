import type { Scenario } from "../../harness/scenario/scenario.ts";
import { first, frame } from "./frame.ts";

/** Pings between the fragments of a message. */
export const pingWithinFragments = {
  id: "websocket/ping-within-fragments",
  title: "A ping between two fragments is answered, and the message stays whole",
  why: "Control frames may be anywhere between the fragments of a message, so that a ping need not wait for a large one. A server with one buffer for both mixes them up, and one that answers only after the message looks dead while it arrives.",
  sources: ["RFC 6455 §5.4 and §5.5", "Autobahn Testsuite, cases 5.6 to 5.8, 5.19 and 5.20"],
  roles: ["server"],
  protocols: ["websocket"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "waiting" },
    {
      do: "send",
      on: "waiting",
      content: [frame(first.textFragment, "the rest is yet to come"), frame(first.ping, "there?")],
    },
    { do: "awaitEcho", on: "waiting" },
    { do: "connect", connection: "at-once" },
    {
      do: "send",
      on: "at-once",
      content: [
        frame(first.textFragment, "frag"),
        frame(first.ping, "a ping within"),
        frame(first.pong, "and a pong"),
        frame(first.fragment, "ment"),
        frame(first.ping),
        frame(first.lastFragment, "ed"),
      ],
    },
    { do: "awaitEcho", on: "at-once" },
  ],
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "echo",
      on: "waiting",
      statement: "A ping is answered while the message around it is incomplete.",
      source:
        "RFC 6455 §5.4: an endpoint must handle control frames in the middle of a fragmented message",
    },
    {
      id: "whole",
      level: "MUST",
      kind: "echo",
      on: "at-once",
      statement: "The pongs come first, and then the whole message without them.",
      source: "RFC 6455 §5.4: control frames may be injected in the middle of a fragmented message",
    },
  ],
} satisfies Scenario;
