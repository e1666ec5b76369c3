import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One connection over IPv4 and one over IPv6. */
export const bothFamilies = {
  id: "accept/both-families",
  title: "A dual-stack server is reachable over IPv4 and IPv6",
  why: "A socket bound to 0.0.0.0 does not accept IPv6, and one bound to :: accepts IPv4 only if IPV6_V6ONLY is off. The default of that option differs between systems and runtimes.",
  sources: ["ipv6(7): IPV6_V6ONLY", "RFC 3493 §5.3"],
  roles: ["server"],
  claims: ["concurrent-connections", "dual-stack"],
  steps: [
    { do: "connect", connection: "ipv4", family: "IPv4" },
    { do: "connect", connection: "ipv6", family: "IPv6" },
    { do: "send", on: "ipv4", content: [{ messages: 1, bytes: 16 }] },
    { do: "send", on: "ipv6", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "ipv4" },
    { do: "awaitEcho", on: "ipv6" },
  ],
  stimulus: [],
  checks: [
    {
      id: "ipv4-echoed",
      level: "SHOULD",
      kind: "echo",
      on: "ipv4",
      statement: "A connection over IPv4 is served.",
      source: "RFC 3493 §5.3: IPV6_V6ONLY",
    },
    {
      id: "ipv6-echoed",
      level: "SHOULD",
      kind: "echo",
      on: "ipv6",
      statement: "A connection over IPv6 is served.",
      source: "RFC 3493 §5.3: IPV6_V6ONLY",
    },
  ],
} as const satisfies Scenario;
