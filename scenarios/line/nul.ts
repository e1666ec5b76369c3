import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A NUL inside a line, at its beginning and alone in it. */
export const nul = {
  id: "line/nul",
  title: "A NUL inside a line is a byte like any other",
  why: "In C a string ends at its first NUL, so strlen() and printf() see only the beginning of such a line. The rest is lost, or sent with the next one.",
  sources: ["Protocol contract: line", "CWE-158: improper neutralization of null byte"],
  roles: ["server"],
  protocols: ["line"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ raw: "6c6566740072696768740a" }] },
    { do: "awaitEcho", on: "main" },
    { do: "send", on: "main", content: [{ raw: "000a0066697273740a6c617374000a" }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Lines with NULs come back whole.",
      source: "Protocol contract: echo every line, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
