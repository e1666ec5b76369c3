import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A look at the listener. */
export const declaredBacklog = {
  id: "options/backlog",
  title: "The listener has the backlog that the implementation declares",
  why: "The backlog of listen() is how many connections the kernel completes before the server accepts them; the handshakes of further ones are repeated after a second. A runtime may cut the number that it is given, and the kernel does so at net.core.somaxconn.",
  sources: ["listen(2)", "POSIX listen()"],
  roles: ["server"],
  transports: ["tcp"],
  claims: ["backlog"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "readOptions", label: "listening" },
    { do: "close", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "set",
      level: "SHOULD",
      kind: "backlogSet",
      at: "listening",
      statement: "The backlog is as declared, or the longest that the kernel grants.",
      source:
        "POSIX listen(): the backlog is a hint to limit the number of outstanding connections",
    },
  ],
} as const satisfies Scenario;
