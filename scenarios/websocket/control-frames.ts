import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { first, frame } from "./frame.ts";

const longest = "x".repeat(126);

/** Control frames that are too long, or in fragments. */
export const controlFrames = {
  id: "websocket/control-frames",
  title: "Control frames that are long or fragmented end the connection",
  why: "Control frames are short and whole, so that they can be handled in a fixed buffer in the middle of a message. A server that lets them be anything must keep a second unfinished message, and has no limit for it.",
  sources: ["RFC 6455 §5.5", "Autobahn Testsuite, cases 2.5, 5.1, 5.2 and 7.3.6"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    ...endings("long", [
      [frame(first.ping, longest)],
      [frame(first.pong, longest)],
      [frame(first.close, [3, 232, ...Buffer.from(longest)])],
    ]),
    ...endings("fragment", [
      [frame(first.ping & 0x0f, "half a ping")],
      [frame(first.pong & 0x0f, "half a pong")],
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "long-closed",
      level: "MUST",
      kind: "ends",
      on: "long",
      how: ["fin", "rst"],
      statement: "A control frame with a payload of more than 125 bytes ends the connection.",
      source: "RFC 6455 §5.5: control frames must have a payload length of 125 bytes or less",
    },
    {
      id: "fragment-closed",
      level: "MUST",
      kind: "ends",
      on: "fragment",
      how: ["fin", "rst"],
      statement: "A fragment of a control frame ends the connection.",
      source: "RFC 6455 §5.5: control frames must not be fragmented",
    },
  ],
} satisfies Scenario;
