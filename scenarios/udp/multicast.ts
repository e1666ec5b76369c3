import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A request to a group that the server has joined. */
export const multicast = {
  id: "udp/multicast",
  title: "A request to the server's group is answered once, by unicast",
  why: "A group stands for every host that has joined it, and no datagram may come from one. A server that sends its answer from the address that it was asked at, as it should for its own ones, fails here.",
  sources: ["RFC 1112 §7", "RFC 1122 §3.3.7: IP multicasting", "ip(7): IP_ADD_MEMBERSHIP"],
  roles: ["server"],
  claims: ["multicast"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main", to: "group" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "pause", duration: { ms: 100, roundTrips: 1 } },
  ],
  stimulus: [{ kind: "requests", on: "main", atLeast: 1, because: "a multicast left" }],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "A request to the group is answered.",
      source: "RFC 1112 §7: datagrams for a group are delivered to those who have joined it",
    },
    {
      id: "by-unicast",
      level: "MUST",
      kind: "answersFrom",
      on: "main",
      statement: "The answer comes from the server's own address and the port that was asked.",
      source: "RFC 1122 §3.2.1.3: the source address is one of the host's own",
    },
  ],
} as const satisfies Scenario;
