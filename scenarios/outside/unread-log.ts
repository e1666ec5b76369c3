import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Nobody reads what the server prints, and the pipe is full after a page. */
export const unreadLog = {
  id: "outside/unread-log",
  title: "A server whose log is not read continues to serve",
  why: "If a log collector hangs, the pipe of the server's standard error fills up, and the next line blocks in write(). If the same thread logs and serves, all peers wait for a reader that never comes.",
  sources: ["POSIX write(): blocks while a pipe is full", "pipe(7)"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["full"],
  start: { output: "unread" },
  steps: [
    {
      do: "repeat",
      times: 20,
      steps: [
        { do: "connect", connection: "noisy", count: 20 },
        { do: "send", on: "noisy", content: [{ messages: 1, bytes: 16 }] },
        { do: "awaitEcho", on: "noisy" },
        { do: "send", on: "noisy", content: [{ unfinished: 16, upTo: 2 }] },
        { do: "abort", on: "noisy" },
      ],
    },
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "goes-on",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "After four hundred connections that it may have logged, the server still serves.",
      source: "POSIX write(): blocks while a pipe is full",
    },
  ],
} as const satisfies Scenario;
