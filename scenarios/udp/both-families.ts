import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A datagram over IPv4 and one over IPv6. */
export const udpBothFamilies = {
  id: "udp/both-families",
  title: "Datagrams over IPv4 and over IPv6 are answered",
  why: "A socket bound to 0.0.0.0 hears nothing of IPv6. One bound to :: hears IPv4 only if IPV6_V6ONLY is off, and then its peers have addresses such as ::ffff:198.18.0.2, which some code cannot answer.",
  sources: [
    "RFC 862, UDP based echo service",
    "RFC 3493 §3.7: compatibility with IPv4 nodes",
    "RFC 3493 §5.3: IPV6_V6ONLY",
    "ipv6(7)",
  ],
  roles: ["server"],
  claims: ["dual-stack"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "ipv4", family: "IPv4" },
    { do: "sendDatagrams", on: "ipv4", content: [{ messages: 4, bytes: 16 }] },
    { do: "awaitReplies", on: "ipv4", resend: { ms: 250, roundTrips: 2 } },
    { do: "openSockets", sockets: "ipv6", family: "IPv6" },
    { do: "sendDatagrams", on: "ipv6", content: [{ messages: 4, bytes: 16 }] },
    { do: "awaitReplies", on: "ipv6", resend: { ms: 250, roundTrips: 2 } },
    // 1232 bytes fill the smallest MTU of IPv6, and none but the sender may split what is longer.
    { do: "openSockets", sockets: "ipv6-long", family: "IPv6" },
    { do: "sendDatagrams", on: "ipv6-long", content: [{ messages: 1, bytes: 4000 }] },
    { do: "awaitReplies", on: "ipv6-long", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    { kind: "requests", on: "ipv4", atLeast: 4, because: "datagrams left over IPv4" },
    { kind: "requests", on: "ipv6", atLeast: 4, because: "datagrams left over IPv6" },
  ],
  checks: [
    {
      id: "ipv4-answered",
      level: "MUST",
      kind: "answered",
      on: "ipv4",
      statement: "Datagrams over IPv4 are answered.",
      source: "RFC 3493 §5.3: IPV6_V6ONLY",
    },
    {
      id: "ipv6-answered",
      level: "MUST",
      kind: "answered",
      on: "ipv6",
      statement: "Datagrams over IPv6 are answered.",
      source: "RFC 3493 §5.3: IPV6_V6ONLY",
    },
    {
      id: "ipv6-from-there",
      level: "MUST",
      kind: "answersFrom",
      on: "ipv6",
      statement: "The answers over IPv6 come from the address and port that were asked.",
      source: "RFC 768: the source port is the one to which a reply should be addressed",
    },
    {
      id: "ipv6-long-answered",
      level: "MUST",
      kind: "answered",
      on: "ipv6-long",
      statement: "A datagram of 4000 bytes over IPv6 comes back whole.",
      source: "RFC 8200 §4.5: fragment header",
    },
  ],
} as const satisfies Scenario;
