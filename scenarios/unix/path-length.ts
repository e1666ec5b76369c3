import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A path as long as it can be, and one that is longer. */
export const pathLength = {
  id: "unix/path-length",
  title: "The longest path works, and none is cut off",
  why: "A path fits into the 108 bytes of sun_path, with its NUL. A server that cuts off what is longer listens where nobody looks for it, and its clients find no file.",
  sources: ["unix(7): sun_path", "POSIX bind(): ENAMETOOLONG"],
  roles: ["server"],
  transports: ["unix"],
  claims: ["many-frames"],
  start: { socketPathBytes: 107 },
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "startSecond", deadline: { ms: 3000 }, socketPathBytes: 109 },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "longest-echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "At a path of 107 bytes the server is reached, and echoes.",
      source: "unix(7): sun_path has 108 bytes, with the terminating NUL",
    },
    {
      id: "longer-not-cut",
      level: "MUST",
      kind: "pathKept",
      statement:
        "Given a path of 109 bytes, the server exits with an error, or has its socket at exactly that path.",
      source: "POSIX bind(): ENAMETOOLONG",
    },
  ],
} as const satisfies Scenario;
