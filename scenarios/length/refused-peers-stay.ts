import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Refused peers that neither close nor read, and others that send on for as long as they can. */
export const refusedPeersStay = {
  id: "length/refused-peers-stay",
  title: "A rejected peer that stays connected is released eventually",
  why: "After rejecting a message, a server reads and discards further data, so that no reset destroys its last replies. That needs a time limit: otherwise a peer that never closes, or never stops sending, holds a descriptor forever.",
  sources: ["Protocol contract: framed", "RFC 9293 §3.6.1"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  steps: [
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "pause", duration: { ms: 50 } },
    { do: "sample", label: "before" },
    { do: "connect", connection: "silent", count: 10 },
    { do: "stopReading", on: "silent" },
    { do: "send", on: "silent", content: [{ unacceptable: true }, { junkBytes: 8 }] },
    { do: "pause", duration: { ms: 150 }, serverWaits: true },
    { do: "connect", connection: "sending", count: 10 },
    { do: "send", on: "sending", content: [{ unacceptable: true }] },
    {
      do: "together",
      branches: [
        [
          {
            do: "send",
            on: "sending",
            content: [{ junkBytes: 1700 }],
            chunks: { bytes: 20, gap: { ms: 100 } },
          },
        ],
        [{ do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 8000 } }],
      ],
    },
    { do: "close", on: "sending" },
  ],
  stimulus: [],
  checks: [
    {
      id: "released",
      level: "SHOULD",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "after",
      atMost: 2,
      statement:
        "Eight seconds later the server holds no descriptor of a peer that it has rejected.",
      source: "CWE-775: missing release of file descriptor",
    },
  ],
} as const satisfies Scenario;
