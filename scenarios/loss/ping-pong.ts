import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A hundred exchanges on a link that loses one data segment in twenty. */
export const pingPong = {
  id: "loss/ping-pong",
  title: "Exchanges continue when segments are lost",
  why: "A lost segment causes a pause of a retransmission timeout, at least 200 ms, in the middle of a message. A server that mistakes a pause for the end of the stream or for a dead peer drops connections on every mobile network.",
  sources: ["RFC 9293 §3.8.1", "RFC 6298 §2.4"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "dropSegments", of: "data", direction: "toServer", every: 20 },
    { do: "dropSegments", of: "data", direction: "toClient", every: 20 },
    { do: "ping", on: "main", count: 100, bytes: 100, every: { ms: 0 } },
    { do: "restoreLink" },
  ],
  stimulus: [
    { kind: "dropped", atLeast: 8, because: "data segments were lost in both directions" },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Every message comes back unchanged, in order.",
      source: "RFC 9293 §3.8: TCP retransmits lost segments",
    },
    {
      id: "stays-open",
      level: "MUST",
      kind: "staysOpen",
      on: "main",
      statement: "The connection stays open.",
      source: "RFC 9293 §3.8: TCP retransmits lost segments",
    },
  ],
} as const satisfies Scenario;
