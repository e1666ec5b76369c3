import type { Content } from "../../harness/scenario/content.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";

/** The first and last lengths of each form. */
const edges: readonly Content[] = [0, 1, 125, 126, 127, 128, 65_535, 65_536].map((bytes) => ({
  messages: 1,
  bytes,
}));

/** Lengths where one form ends and the next begins, and the largest of all. */
export const lengths = {
  id: "websocket/lengths",
  title: "Each form of the length is read, and one that is absurd is refused",
  why: "The three forms of a length meet at 125 and 65,535 bytes. The longest has 64 bits of which the first must be 0, and a server that keeps the lower half of it, or takes it for a signed number, waits for a message that never ends.",
  sources: ["RFC 6455 §5.2", "Autobahn Testsuite, cases 1.1.1 to 1.2.8"],
  roles: ["server"],
  protocols: ["websocket"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "edges" },
    { do: "send", on: "edges", content: [...edges] },
    { do: "awaitEcho", on: "edges" },
    // Binary, FIN, masked, a length of 2^63 - 1, and a masking key.
    ...endings("largest", [[{ raw: "82ff7fffffffffffffff37fa213d" }]]),
    ...endings("negative", [[{ announces: "negative" }]]),
  ],
  stimulus: [],
  checks: [
    {
      id: "edges-echoed",
      level: "MUST",
      kind: "echo",
      on: "edges",
      statement: "Messages of the first and the last length of each form come back.",
      source: "RFC 6455 §5.2: the minimal number of bytes must be used to encode the length",
    },
    {
      id: "largest-closed",
      level: "MUST",
      kind: "ends",
      on: "largest",
      how: ["fin", "rst"],
      statement: "A length of 2^63 - 1 ends the connection.",
      source: "RFC 6455 §10.4: implementations must impose limits on frame and message sizes",
    },
    {
      id: "negative-closed",
      level: "MUST",
      kind: "ends",
      on: "negative",
      how: ["fin", "rst"],
      statement: "A length whose first bit is set ends the connection.",
      source: "RFC 6455 §5.2: the most significant bit must be 0",
    },
  ],
} satisfies Scenario;
