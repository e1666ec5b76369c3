import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { closeFrame, first, frame } from "./frame.ts";

const reservedCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];

/** Close frames with half a code, a code that must not be on the wire, and a reason that is no text. */
export const badClose = {
  id: "websocket/bad-close",
  title: "A malformed close frame ends the connection",
  why: "Some codes exist only for reports, and must never be sent. A server that repeats what it got sends them too, and one that drops a close frame that it cannot read waits for another forever.",
  sources: ["RFC 6455 §5.5.1 and §7.4", "Autobahn Testsuite, cases 7.3.2, 7.5.1, 7.9 and 7.13"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    ...endings("half-code", [[frame(first.close, [3])]]),
    ...endings(
      "code",
      reservedCodes.map((code) => [closeFrame(code)]),
    ),
    ...endings("reason", [[closeFrame(1000, [0xce, 0xba, 0xe1])]]),
  ],
  stimulus: [],
  checks: [
    {
      id: "half-code-closed",
      level: "MUST",
      kind: "ends",
      on: "half-code",
      how: ["fin", "rst"],
      statement: "A close frame with a payload of one byte ends the connection.",
      source: "RFC 6455 §5.5.1: if there is a body, its first two bytes must be a status code",
    },
    {
      id: "code-closed",
      level: "MUST",
      kind: "ends",
      on: "code",
      how: ["fin", "rst"],
      statement: "A close frame with a code that is reserved or out of range ends the connection.",
      source: "RFC 6455 §7.4: codes that must not be set in a Close frame",
    },
    {
      id: "reason-closed",
      level: "MUST",
      kind: "ends",
      on: "reason",
      how: ["fin", "rst"],
      statement: "A close frame whose reason is not UTF-8 ends the connection.",
      source: "RFC 6455 §5.5.1: the body may contain UTF-8-encoded data",
    },
  ],
} satisfies Scenario;
