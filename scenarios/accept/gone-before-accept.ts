import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Peers that connect and reset before the server accepts them. */
export const goneBeforeAccept = {
  id: "accept/gone-before-accept",
  title: "Connections that end before they are accepted do not stop the server",
  why: "While a server is busy, connections wait in its backlog, and some have been reset by the time accept() hands them out. A loop that ends on the first error of accept(), or of the calls right after it, leaves a process that keeps running and serves nobody.",
  sources: ["accept(2): treat network errors like EAGAIN", "POSIX accept(): ECONNABORTED"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  steps: [
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
  ],
  stimulus: [
    {
      kind: "resets",
      atLeast: 30,
      because: "connections were reset before anything was sent",
      preventable: "with TCP_DEFER_ACCEPT the kernel keeps such connections to itself",
    },
  ],
  checks: [],
} as const satisfies Scenario;
