import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Forty stops in the middle of five megabytes. */
export const stopAndContinue = {
  id: "signals/stop-and-continue",
  title: "Peers do not notice that the server was stopped and continued",
  why: "SIGSTOP and SIGCONT make some system calls, including epoll_wait(), fail with EINTR even if no handler is installed. A server that treats every error as fatal exits when a debugger attaches.",
  sources: ["signal(7): interruption of system calls by stop signals"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "connect", connection: "idle" },
    {
      do: "together",
      branches: [
        [
          { do: "send", on: "main", content: [{ fill: 5_000_000, bytes: { maxFrames: 0.0625 } }] },
          {
            do: "awaitEcho",
            on: "main",
            idle: { ms: 2000, roundTrips: 8 },
            deadline: { ms: 60_000, roundTrips: 200 },
          },
        ],
        [
          {
            do: "repeat",
            times: 40,
            steps: [
              { do: "signal", name: "SIGSTOP" },
              { do: "pause", duration: { ms: 3 } },
              { do: "signal", name: "SIGCONT" },
              { do: "pause", duration: { ms: 4 } },
            ],
          },
        ],
      ],
    },
    { do: "send", on: "idle", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "idle" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Five megabytes come back unchanged.",
      source: "signal(7): stop signals",
    },
    {
      id: "idle-echoed",
      level: "MUST",
      kind: "echo",
      on: "idle",
      statement: "A connection that was idle in the meantime is still served.",
      source: "signal(7): stop signals",
    },
  ],
} as const satisfies Scenario;
