import type { Scenario } from "../../harness/scenario/scenario.ts";

/** SIGTERM between two datagrams. */
export const udpShutdown = {
  id: "udp/shutdown",
  title: "SIGTERM ends the server at once",
  why: "No connection keeps a server of datagrams busy, so nothing has to be waited for. One that ignores SIGTERM, as process 1 of a container or behind a blocking recv(), is killed ten seconds later.",
  sources: ["Protocol contract: exit on SIGTERM", "signal(7)"],
  roles: ["server"],
  claims: ["graceful-shutdown"],
  afterwards: "exited",
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "signal", name: "SIGTERM" },
    { do: "awaitExit", deadline: { ms: 3000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "What came before the signal is answered.",
      source: "RFC 862: when a datagram is received, an answering datagram is sent",
    },
    {
      id: "exits",
      level: "MUST",
      kind: "exits",
      status: 0,
      within: { ms: 2000 },
      statement: "The server exits with status 0 within two seconds of SIGTERM.",
      source: "Protocol contract: exit on SIGTERM",
    },
  ],
} as const satisfies Scenario;
