import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { fails } from "../checks.ts";

/** Nobody listens. */
export const clientRefused = {
  id: "client/refused",
  title: "A client reports at once that its connection was refused",
  why: "A refused connection is an answer, and the quickest there is. A client that tries again until its deadline, or prints an empty answer, keeps its user from the only useful word: nobody listens there.",
  sources: ["RFC 9293 §3.5.2: reset generation, case 1", "POSIX connect(): ECONNREFUSED"],
  roles: ["client"],
  protocols: ["framed"],
  profiles: ["quick", "default", "full"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "startClient", client: "main" },
    { do: "awaitExit", deadline: { deadlines: 1.5, ms: 4000, roundTrips: 8 } },
  ],
  stimulus: [
    {
      kind: "attempts",
      atLeast: 1,
      because: "the client tried to connect",
    },
  ],
  checks: [
    ...fails("main", "refused"),
    {
      id: "reported-soon",
      level: "SHOULD",
      kind: "exitStatus",
      client: "main",
      status: "either",
      within: { deadlines: 0.6, ms: 0, roundTrips: 8 },
      statement: "A client that is refused does not wait for its deadline.",
      source: "POSIX connect(): ECONNREFUSED",
    },
  ],
} as const satisfies Scenario;
