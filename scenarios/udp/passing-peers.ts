import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Ten thousand peers that send once. */
export const passingPeers = {
  id: "udp/passing-peers",
  title: "Peers that send once and go leave nothing behind",
  why: "UDP has no end of a connection that would tell a server to forget a peer. Whatever it keeps for each address and port grows with every scanner that passes, and nobody ever says goodbye.",
  sources: ["CWE-401: missing release of memory after effective lifetime", "RFC 768"],
  roles: ["server"],
  steps: [
    {
      do: "repeat",
      times: 100,
      steps: [
        { do: "openSockets", sockets: "passing", count: 100 },
        { do: "sendDatagrams", on: "passing", content: [{ junkBytes: 64 }] },
        { do: "awaitReplies", on: "passing", deadline: { ms: 300, roundTrips: 8 } },
        { do: "closeSockets", on: "passing" },
        { do: "sample", label: "round" },
      ],
    },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "passing",
      atLeast: 10_000,
      because: "ten thousand peers sent something",
    },
  ],
  checks: [
    {
      id: "memory-flat",
      level: "SHOULD",
      kind: "slope",
      of: "memory",
      samples: "round",
      atMost: 2048,
      statement: "Each peer leaves less than 2 KiB of resident memory behind.",
      source: "CWE-401: missing release of memory after effective lifetime",
    },
    {
      id: "descriptors-flat",
      level: "SHOULD",
      kind: "slope",
      of: "descriptors",
      samples: "round",
      atMost: 0,
      statement: "No peer costs a descriptor that stays open.",
      source: "CWE-775: missing release of file descriptor after effective lifetime",
    },
  ],
} as const satisfies Scenario;
