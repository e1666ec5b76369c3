import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Sizes on both sides of what one Ethernet frame carries. */
export const sizes = {
  id: "udp/sizes",
  title: "Datagrams of one frame and of several come back whole",
  why: "1472 bytes are what an Ethernet frame has room for behind the headers; one byte more travels in two fragments, which the kernel joins. A server with a buffer of 1500 or 2048 bytes cuts off the rest without a word.",
  sources: ["RFC 862, UDP based echo service", "RFC 1122 §3.3.2: reassembly", "udp(7)"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 1472 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 1473 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 8192 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "main",
      atLeast: 3,
      because: "the datagrams of several frames left too",
    },
  ],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "Datagrams of 1472, 1473 and 8192 bytes come back whole.",
      source: "RFC 862: the data from it is sent back in an answering datagram",
    },
  ],
} as const satisfies Scenario;
