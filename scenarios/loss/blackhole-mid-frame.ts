import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The link goes dark for two seconds in the middle of a message, in both directions. */
export const blackholeMidFrame = {
  id: "loss/blackhole-mid-frame",
  title: "A link that goes dark in the middle of a message loses nothing",
  why: "A tunnel, a handover, a rebooting router: nothing arrives for two seconds, then everything does. Neither end of the connection saw an error, so neither may give up, and no data may be lost or repeated.",
  sources: ["RFC 9293 §3.8.3", "RFC 6298 §5"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "ping", on: "main", count: 1, bytes: 100, every: { ms: 0 } },
    // Half of a message of 3000 bytes, then the rest and two more.
    { do: "send", on: "main", content: [{ unfinished: 3000, upTo: 1500 }] },
    { do: "pause", duration: { ms: 100, roundTrips: 1 } },
    { do: "blackhole" },
    {
      do: "send",
      on: "main",
      content: [
        { finishes: 3000, from: 1500 },
        { messages: 2, bytes: 3000 },
      ],
    },
    { do: "pause", duration: { ms: 2000, roundTrips: 2 } },
    { do: "restoreLink" },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 6000, roundTrips: 16 },
      deadline: { ms: 10_000, roundTrips: 32 },
    },
  ],
  stimulus: [
    { kind: "dropped", atLeast: 2, because: "segments were lost while the link was dark" },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "When the link is back, every message comes back unchanged.",
      source: "RFC 9293 §3.8: TCP retransmits lost segments",
    },
    {
      id: "stays-open",
      level: "MUST",
      kind: "staysOpen",
      on: "main",
      statement: "The connection stays open.",
      source: "RFC 9293 §3.8.3: a connection is given up only after at least 100 s (R2)",
    },
  ],
} as const satisfies Scenario;
