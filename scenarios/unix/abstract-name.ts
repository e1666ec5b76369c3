import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A name that is no path: it begins with a NUL. */
export const abstractName = {
  id: "unix/abstract-name",
  title: "A server with an abstract name is reached by exactly that name",
  why: "An abstract name is as long as the address length says, and every byte of it counts. A server that passes the size of the whole structure has a name that ends with a hundred NULs, and no client that spells it correctly finds it.",
  sources: ["unix(7): abstract"],
  roles: ["server"],
  transports: ["unix"],
  claims: ["abstract-names"],
  start: { socketName: "abstract" },
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "A client that connects to the name, without a byte more, is served.",
      source: "unix(7): the name is all of sun_path that addrlen covers, NULs included",
    },
  ],
} as const satisfies Scenario;
