import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The file of a killed server is still there when it starts again. */
export const stalePath = {
  id: "unix/stale-path",
  title: "A server that was killed starts again, or says why it does not",
  why: "The file of a Unix-domain socket outlives a server that is killed, and bind() fails with EADDRINUSE as long as it is there. A server has to find out whether anybody still listens at it before it removes the file: another one may.",
  sources: ["unix(7): the file must be deleted by the caller", "POSIX bind(): EADDRINUSE"],
  roles: ["server"],
  transports: ["unix"],
  afterwards: "exited",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "signal", name: "SIGKILL" },
    { do: "awaitExit", deadline: { ms: 2000 } },
    { do: "awaitEnd", on: "main" },
    { do: "close", on: "main" },
    { do: "restart" },
    { do: "connect", connection: "again" },
    { do: "send", on: "again", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "again" },
  ],
  stimulus: [
    { kind: "stalePath", because: "the killed server left the file of its socket behind" },
  ],
  checks: [
    {
      id: "starts-or-explains",
      level: "MUST",
      kind: "restartsOrExits",
      within: { ms: 3000 },
      statement: "Within three seconds the server listens again, or exits with an error message.",
      source: "POSIX bind(): EADDRINUSE",
    },
    {
      id: "listens-again",
      level: "SHOULD",
      kind: "restarted",
      within: { ms: 3000 },
      statement: "The server listens again within three seconds.",
      source: "unix(7): the file must be deleted by the caller when it is no longer needed",
    },
    {
      id: "serves-again",
      level: "SHOULD",
      kind: "echo",
      on: "again",
      statement: "A client that uses the path then reaches the new server.",
      source: "unix(7): connect() reaches the socket that is bound to the file",
    },
  ],
} as const satisfies Scenario;
