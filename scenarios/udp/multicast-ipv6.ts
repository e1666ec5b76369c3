import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A request over IPv6 to a group that the server has joined. */
export const multicastIpv6 = {
  id: "udp/multicast-ipv6",
  title: "A request to the server's IPv6 group is answered once, by unicast",
  why: "IPv6 has no broadcasts: whoever looks for a service asks a group. A socket joins groups of one family at a time, and over IPv6 the kernel tells only the address that was asked, which is the group's and must not be that of the answer.",
  sources: [
    "RFC 4291 §2.7: multicast addresses",
    "RFC 3493 §5.2: sending and receiving multicast packets",
    "ipv6(7): IPV6_ADD_MEMBERSHIP",
  ],
  roles: ["server"],
  claims: ["multicast", "dual-stack"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main", to: "group", family: "IPv6" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "pause", duration: { ms: 100, roundTrips: 1 } },
  ],
  stimulus: [{ kind: "requests", on: "main", atLeast: 1, because: "a multicast left over IPv6" }],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "A request to the IPv6 group is answered.",
      source: "RFC 3493 §5.2: a socket that has joined a group receives what is sent to it",
    },
    {
      id: "by-unicast",
      level: "MUST",
      kind: "answersFrom",
      on: "main",
      statement: "The answer comes from the server's own address and the port that was asked.",
      source: "RFC 4291 §2.7: multicast addresses must not be used as source addresses",
    },
  ],
} as const satisfies Scenario;
