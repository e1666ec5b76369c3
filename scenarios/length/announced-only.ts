import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Two hundred peers announce a message of the cap and send nothing of it. */
export const announcedOnly = {
  id: "length/announced-only",
  title: "A header does not cost the memory of the message that it announces",
  why: "A length within the cap is allowed, but it is only a claim. If a server allocates the announced length, a peer can make it spend a megabyte of memory with four bytes, and a thousand peers a gigabyte.",
  sources: ["CWE-789: memory allocation with excessive size value"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  start: { descriptorLimit: 4096 },
  steps: [
    { do: "connect", connection: "peer", count: 200 },
    { do: "send", on: "peer", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "peer" },
    { do: "sample", label: "before" },
    {
      do: "send",
      on: "peer",
      content: [{ announces: { maxFrames: 1 } }],
    },
    { do: "pause", duration: { ms: 150 }, serverWaits: true },
    { do: "sample", label: "announced" },
  ],
  stimulus: [],
  checks: [
    {
      id: "memory-bounded",
      level: "MUST",
      kind: "growth",
      of: "memory",
      from: "before",
      to: "announced",
      atMost: { maxFrames: 25 },
      statement: "Resident memory grows by less than an eighth of the announced length.",
      source: "Protocol contract: a peer costs bounded memory",
    },
    {
      id: "address-space-bounded",
      level: "SHOULD",
      kind: "growth",
      of: "addressSpace",
      from: "before",
      to: "announced",
      atMost: { maxFrames: 100 },
      statement: "Address space grows by less than half of the announced length.",
      source: "Protocol contract: a peer costs bounded memory",
    },
  ],
} as const satisfies Scenario;
