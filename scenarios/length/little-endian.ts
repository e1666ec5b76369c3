import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A length of five, in the wrong byte order. */
export const littleEndian = {
  id: "length/little-endian",
  title: "A length is read in network byte order",
  why: "A server that reads the length in host byte order works well with a client that has the same bug. Five with its bytes reversed is 83,886,080, more than any server here accepts.",
  sources: ["RFC 1700, data notation: network byte order", "Protocol contract: framed"],
  roles: ["server"],
  protocols: ["framed"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ raw: "0500000068656c6c6f" }] },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "05 00 00 00 announces 83,886,080 bytes, which ends the connection.",
      source: "Protocol contract: 4-byte big-endian length",
    },
  ],
} as const satisfies Scenario;
