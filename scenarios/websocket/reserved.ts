import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { first, frame } from "./frame.ts";

const reservedBits = [0x40, 0x20, 0x10, 0x70];
const reservedOpcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];

/** Reserved bits and opcodes, which no extension was agreed on for. */
export const reserved = {
  id: "websocket/reserved",
  title: "Reserved bits and opcodes end the connection",
  why: "Extensions use the reserved bits, for example to say that a payload is compressed. A server that ignores a bit that it does not know takes compressed bytes for text.",
  sources: ["RFC 6455 §5.2", "Autobahn Testsuite, cases 3.1 to 3.7 and 4.1.1 to 4.2.5"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    ...endings(
      "bits",
      [first.text, first.binary, first.ping, first.close].flatMap((byte) =>
        reservedBits.map((bits) => [frame(byte | bits, "compressed?")]),
      ),
    ),
    ...endings(
      "opcodes",
      reservedOpcodes.flatMap((opcode) => [
        [frame(0x80 | opcode)],
        [frame(0x80 | opcode, "reserved")],
      ]),
    ),
  ],
  stimulus: [],
  checks: [
    {
      id: "bits-closed",
      level: "MUST",
      kind: "ends",
      on: "bits",
      how: ["fin", "rst"],
      statement: "A frame with a reserved bit ends the connection.",
      source:
        "RFC 6455 §5.2: if a nonzero value is received, the endpoint must fail the connection",
    },
    {
      id: "opcodes-closed",
      level: "MUST",
      kind: "ends",
      on: "opcodes",
      how: ["fin", "rst"],
      statement: "A frame with a reserved opcode ends the connection.",
      source:
        "RFC 6455 §5.2: if an unknown opcode is received, the endpoint must fail the connection",
    },
  ],
} satisfies Scenario;
