import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A request to all hosts of the link. */
export const broadcast = {
  id: "udp/broadcast",
  title: "A broadcast is answered once, by unicast",
  why: "A socket that is bound to all addresses also gets what is sent to all hosts. No answer may have the broadcast address as its source, and a server that answers to it sets off every other one on the link.",
  sources: ["RFC 1122 §3.3.6: broadcasts", "RFC 1122 §3.2.1.3: source addresses", "ip(7)"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main", to: "broadcast" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "pause", duration: { ms: 100, roundTrips: 1 } },
  ],
  stimulus: [{ kind: "requests", on: "main", atLeast: 1, because: "a broadcast left" }],
  checks: [
    {
      id: "answered",
      level: "SHOULD",
      kind: "answered",
      on: "main",
      statement: "A broadcast is answered.",
      source: "RFC 862: when a datagram is received, an answering datagram is sent",
    },
    {
      id: "by-unicast",
      level: "SHOULD",
      kind: "answersFrom",
      on: "main",
      statement: "The answer comes from the server's own address and the port that was asked.",
      source: "RFC 1122 §3.2.1.3: the source address is one of the host's own",
    },
  ],
} as const satisfies Scenario;
