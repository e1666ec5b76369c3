import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The permission bits of the socket's file. */
export const fileMode = {
  id: "unix/file-mode",
  title: "The file of the socket has the mode that is declared",
  why: "Whoever may write to the file may connect. The umask, which differs from one service manager to the next, decides what bind() permits: a server that wants to be reached by its group alone has to say so.",
  sources: ["unix(7): pathname socket ownership and permissions", "umask(2)"],
  roles: ["server"],
  transports: ["unix"],
  claims: ["socket-mode"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "as-declared",
      level: "MUST",
      kind: "socketMode",
      statement: "The permission bits are those of the manifest's socketMode.",
      source: "unix(7): connecting requires write permission on the socket",
    },
  ],
} as const satisfies Scenario;
