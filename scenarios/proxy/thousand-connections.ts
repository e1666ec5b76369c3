import type { Scenario } from "../../harness/scenario/scenario.ts";
import { playTwice, released } from "./released.ts";

/** A thousand connections at once, and a thousand more when those have gone. */
export const thousandPairs = {
  id: "proxy/thousand-connections",
  title: "A thousand clients are passed on at once, and nothing is left of them",
  why: "Each client costs a proxy two descriptors, and each connection to the upstream a port of its own. Limits that are never reached in a test are reached on the first busy day.",
  sources: ["POSIX listen()", "CWE-772"],
  roles: ["proxy"],
  claims: ["concurrent-connections"],
  start: { descriptorLimit: 8192 },
  steps: playTwice([
    { do: "connect", connection: "crowd", count: 1000, deadline: { ms: 10_000 } },
    { do: "send", on: "crowd", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "crowd", deadline: { ms: 10_000 } },
    { do: "close", on: "crowd" },
  ]),
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "crowd",
      statement: "Every one of a thousand clients gets its message back.",
      source: "Protocol contract: many clients are served at the same time",
    },
    released,
  ],
} satisfies Scenario;
