import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The upstream's address is one of IPv6, and clients come over either family. */
export const upstreamOverIpv6 = {
  id: "proxy/upstream-over-ipv6",
  title: "Clients of both address families reach an upstream over IPv6",
  why: "A proxy joins two connections, which need not be of one family. One that makes its sockets for IPv4, or splits addresses at their first colon, reaches no upstream that is named by an IPv6 address.",
  sources: ["RFC 3493 §3.7", "RFC 5952"],
  roles: ["proxy"],
  links: "any",
  claims: ["dual-stack"],
  start: { upstreamFamily: "IPv6" },
  steps: [
    { do: "connect", connection: "over-ipv4", family: "IPv4", count: 4 },
    { do: "connect", connection: "over-ipv6", family: "IPv6", count: 4 },
    { do: "send", on: "over-ipv4", content: [{ messages: 3, bytes: 1000 }] },
    { do: "send", on: "over-ipv6", content: [{ messages: 3, bytes: 1000 }] },
    { do: "awaitEcho", on: "over-ipv4" },
    { do: "awaitEcho", on: "over-ipv6" },
  ],
  stimulus: [],
  checks: [
    {
      id: "ipv4-echoed",
      level: "MUST",
      kind: "echo",
      on: "over-ipv4",
      statement: "Clients over IPv4 are served by an upstream over IPv6.",
      source:
        "Protocol contract: a dual-stack proxy listens on, and connects to, addresses of both families",
    },
    {
      id: "ipv6-echoed",
      level: "MUST",
      kind: "echo",
      on: "over-ipv6",
      statement: "Clients over IPv6 are served by it too.",
      source:
        "Protocol contract: a dual-stack proxy listens on, and connects to, addresses of both families",
    },
  ],
} as const satisfies Scenario;
