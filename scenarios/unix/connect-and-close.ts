import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Peers that connect and close, before they are accepted or just after. */
export const connectAndClose = {
  id: "unix/connect-and-close",
  title: "Peers that connect and close at once cost nothing",
  why: "Whoever wants to know whether a server still listens at a path connects and closes: so does the next server, before it removes the file. To accept() the connection is a good one, whose first read finds the end of file.",
  sources: ["unix(7)", "POSIX accept()"],
  roles: ["server"],
  transports: ["unix"],
  steps: [
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "pause", duration: { ms: 50 } },
    { do: "sample", label: "before" },
    {
      do: "repeat",
      times: 100,
      steps: [
        { do: "connect", connection: "passer-by" },
        { do: "close", on: "passer-by" },
      ],
    },
    { do: "signal", name: "SIGSTOP" },
    { do: "connect", connection: "waiting", count: 60, deadline: { ms: 500 } },
    { do: "close", on: "waiting" },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 3000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "connected",
      level: "MUST",
      kind: "connected",
      on: "passer-by",
      atLeast: 100,
      within: { ms: 2000 },
      statement: "Each of a hundred peers, one after the other, is accepted.",
      source: "POSIX connect()",
    },
    {
      id: "descriptors-released",
      level: "MUST",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "after",
      atMost: 2,
      statement: "The descriptors of connections that carried nothing are released.",
      source: "CWE-775: missing release of file descriptor",
    },
  ],
} as const satisfies Scenario;
