import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Lines that end with CRLF, one whose carriage return and newline come apart, and a lone one. */
export const carriageReturn = {
  id: "line/carriage-return",
  title: "A carriage return comes back as it was sent",
  why: "Windows and most Internet protocols end a line with CRLF, Unix with a newline alone. A server that strips the carriage return, or takes it for an end of line of its own, changes what it was given.",
  sources: ["Protocol contract: line", "POSIX 3.206: a line ends with a newline"],
  roles: ["server"],
  protocols: ["line"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ raw: "6f6e650d0a74776f0d0a" }] },
    { do: "awaitEcho", on: "main" },
    {
      do: "send",
      on: "main",
      content: [{ raw: "74687265650d0a" }],
      chunks: { cuts: [6], gap: { ms: 50 } },
    },
    { do: "awaitEcho", on: "main" },
    { do: "send", on: "main", content: [{ raw: "0d0a" }] },
    { do: "awaitEcho", on: "main" },
    { do: "send", on: "main", content: [{ raw: "666f75720d666976650a" }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Lines come back with their carriage returns, wherever those are.",
      source: "Protocol contract: echo every line, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
