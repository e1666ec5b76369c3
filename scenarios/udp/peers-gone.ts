import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Fifty peers that are gone before they are answered. */
export const peersGone = {
  id: "udp/peers-gone",
  title: "Peers that are gone before the answer cost nobody else theirs",
  why: "The answer to a socket that was closed makes its host send ICMP port unreachable, which a server may get as ECONNREFUSED from any later call. It says something of one peer that is gone, and nothing of the socket.",
  sources: ["RFC 1122 §4.1.3.3: ICMP messages", "udp(7): errors", "ip(7): IP_RECVERR"],
  roles: ["server"],
  steps: [
    { do: "openSockets", sockets: "witness" },
    { do: "sendDatagrams", on: "witness", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "witness", resend: { ms: 250, roundTrips: 2 } },
    // While the server stands still, all of them can be gone before it answers.
    { do: "signal", name: "SIGSTOP" },
    { do: "pause", duration: { ms: 20 } },
    { do: "openSockets", sockets: "gone", count: 50 },
    { do: "sendDatagrams", on: "gone", content: [{ messages: 1, bytes: 16 }] },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "closeSockets", on: "gone" },
    { do: "signal", name: "SIGCONT" },
    { do: "pause", duration: { ms: 200, roundTrips: 1 } },
    { do: "sendDatagrams", on: "witness", content: [{ messages: 4, bytes: 16 }] },
    { do: "awaitReplies", on: "witness", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "unreachable",
      atLeast: 3,
      because: "the client's host answered replies to closed sockets with ICMP errors",
    },
  ],
  checks: [
    {
      id: "witness-answered",
      level: "MUST",
      kind: "answered",
      on: "witness",
      statement: "A peer that is still there is answered before and after.",
      source: "Protocol contract: what one peer does costs no other peer its reply",
    },
  ],
} as const satisfies Scenario;
