import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Peers that connect and reset before the server accepts them. */
export const goneBeforeAccept = {
  id: "accept/gone-before-accept",
  title: "Connections that end before they are accepted do not stop the server",
  why: "While a server is busy, connections wait in its backlog, and some have been reset by the time accept() hands them out. A loop that ends on the first error of accept(), or of the calls right after it, leaves a process that keeps running and serves nobody.",
  sources: ["accept(2): treat network errors like EAGAIN", "POSIX accept(): ECONNABORTED"],
  roles: ["server"],
  steps: [
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "sample", label: "before" },
    {
      do: "repeat",
      times: 100,
      steps: [
        { do: "connect", connection: "passer-by" },
        { do: "abort", on: "passer-by" },
      ],
    },
    { do: "signal", name: "SIGSTOP" },
    { do: "connect", connection: "waiting", count: 60, deadline: { ms: 500, roundTrips: 2 } },
    { do: "abort", on: "waiting" },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 3000, roundTrips: 8 } },
  ],
  stimulus: [
    {
      kind: "resets",
      atLeast: 30,
      because: "connections were reset before anything was sent",
      preventable: "with TCP_DEFER_ACCEPT the kernel keeps such connections to itself",
    },
  ],
  checks: [
    {
      id: "descriptors-released",
      level: "MUST",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "after",
      atMost: 2,
      statement:
        "The descriptors of connections that ended before they were accepted are released.",
      source: "CWE-775: missing release of file descriptor",
    },
  ],
} as const satisfies Scenario;
