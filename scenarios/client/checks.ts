import type { Check } from "../../harness/scenario/check.ts";

/** What is required of a client that gets its echo. */
export function succeeds(client: string) {
  return [
    {
      id: "exits-zero",
      level: "MUST",
      kind: "exitStatus",
      client,
      status: "success",
      statement: "A client that gets its echo exits with status 0.",
      source:
        "Protocol contract: a client exits with status 0 if and only if its message came back",
    },
    {
      id: "echo-printed",
      level: "MUST",
      kind: "printed",
      client,
      what: "echo",
      statement: "A client prints the echo and a line feed on standard output, and nothing else.",
      source: "Protocol contract: a client prints what came back",
    },
  ] as const satisfies readonly Check[];
}
