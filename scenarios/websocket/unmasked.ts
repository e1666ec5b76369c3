import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { first, unmaskedFrame } from "./frame.ts";

/** Frames of a client without a mask. */
export const unmasked = {
  id: "websocket/unmasked",
  title: "Frames of a client without a mask end the connection",
  why: "Masks keep a script in a browser from choosing the bytes that a proxy on the way sees and may cache. A server that accepts unmasked frames takes that protection from everybody behind such a proxy.",
  sources: ["RFC 6455 §5.1 and §10.3"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    ...endings("message", [
      [unmaskedFrame(first.text, "in the clear")],
      [unmaskedFrame(first.binary, "in the clear")],
      [unmaskedFrame(first.text, "")],
    ]),
    ...endings("control", [
      [unmaskedFrame(first.ping, "in the clear")],
      [unmaskedFrame(first.pong, "in the clear")],
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "message-closed",
      level: "MUST",
      kind: "ends",
      on: "message",
      how: ["fin", "rst"],
      statement: "A message without a mask ends the connection.",
      source:
        "RFC 6455 §5.1: the server must close the connection upon receiving a frame that is not masked",
    },
    {
      id: "control-closed",
      level: "MUST",
      kind: "ends",
      on: "control",
      how: ["fin", "rst"],
      statement: "A control frame without a mask ends the connection.",
      source:
        "RFC 6455 §5.1: the server must close the connection upon receiving a frame that is not masked",
    },
  ],
} satisfies Scenario;
