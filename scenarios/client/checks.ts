import type { Check } from "../../harness/scenario/check.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** How long a client may take to exit once its connection has ended. */
const exitDeadline = { ms: 5000, roundTrips: 8 } as const;

/** Waits for the client's end, and then for its exit. */
export const awaitExit = { do: "awaitExit", deadline: exitDeadline } as const satisfies Step;

/** A client sends its message, on a connection of that name. */
export function sendsMessage(connection: string) {
  return [
    { do: "startClient", client: connection },
    { do: "accept", connection },
    { do: "awaitMessage", on: connection },
  ] as const satisfies readonly Step[];
}

/** A server that has sent its echo waits for the client's end, ends the connection too, and the client exits. */
export function endsWell(connection: string) {
  return [
    { do: "awaitEnd", on: connection },
    { do: "shutdownWrite", on: connection },
    awaitExit,
  ] as const satisfies readonly Step[];
}

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
        "Protocol contract: a client exits with status 0 if its message came back, and only then",
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

/** What is required of a client that gets no echo, or something else. */
export function fails<Prefix extends string>(client: string, prefix: Prefix) {
  return [
    {
      id: `${prefix}-fails`,
      level: "MUST",
      kind: "exitStatus",
      client,
      status: "failure",
      statement: "A client that does not get its echo exits with another status than 0.",
      source:
        "Protocol contract: a client exits with status 0 if its message came back, and only then",
    },
    {
      id: `${prefix}-prints-nothing`,
      level: "MUST",
      kind: "printed",
      client,
      what: "nothing",
      statement: "A client that does not get its echo prints nothing on standard output.",
      source: "Protocol contract: a client prints what came back, and nothing else",
    },
    {
      id: `${prefix}-explained`,
      level: "MUST",
      kind: "explained",
      client,
      statement: "A client that does not get its echo says so on standard error.",
      source: "Protocol contract: a client explains its failure on standard error",
    },
  ] as const satisfies readonly Check[];
}

/** What is required of a client whose deadline passes, by a statement that says within what. */
export function givesUp<Client extends string>(
  client: Client,
  { statement, source }: Pick<Check, "statement" | "source">,
) {
  return {
    id: "gives-up",
    level: "MUST",
    kind: "exitStatus",
    client,
    status: "either",
    within: { deadlines: 1.25, ms: 3000 },
    statement,
    source,
  } as const satisfies Check;
}
