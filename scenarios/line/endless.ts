import type { Scenario } from "../../harness/scenario/scenario.ts";

/** 48 MiB without a newline. */
export const endless = {
  id: "line/endless",
  title: "A line without an end is refused before it fills the memory",
  why: "A server that reads until the newline comes keeps everything until then, and a peer that never sends one decides how much that is. Most line servers do, with a readline() that has no limit.",
  sources: ["Protocol contract: line", "CWE-770: allocation of resources without limits"],
  roles: ["server"],
  protocols: ["line"],
  steps: [
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "sample", label: "before" },
    { do: "connect", connection: "main" },
    {
      do: "repeat",
      times: 48,
      steps: [
        {
          do: "send",
          on: "main",
          content: [{ unfinished: 1_048_576, upTo: { payload: 1_048_576 } }],
        },
        // Making so much at a stretch would delay the driver's timers.
        { do: "pause", duration: { ms: 1 } },
      ],
    },
    { do: "awaitEnd", on: "main" },
    { do: "sample", label: "after" },
  ],
  stimulus: [],
  checks: [
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "A line that is longer than the cap ends the connection, before its newline.",
      source: "Protocol contract: a length above the cap: close, no echo",
    },
    {
      id: "memory-bounded",
      level: "MUST",
      kind: "growth",
      of: "memory",
      from: "before",
      to: "after",
      atMost: 33_554_432,
      statement: "Resident memory grows by less than 32 MiB.",
      source: "Protocol contract: a peer costs bounded memory",
    },
  ],
} as const satisfies Scenario;
