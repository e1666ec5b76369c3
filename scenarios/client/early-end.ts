import type { Scenario } from "../../harness/scenario/scenario.ts";
import { awaitExit, sendsMessage } from "./checks.ts";

/** The server takes its time, and looks whether the client has ended its side meanwhile. */
export const clientEarlyEnd = {
  id: "client/early-end",
  title: "A client keeps its side open until it has its echo",
  why: "Many servers, and proxies in front of them, take the end of what a client sends for the end of the connection, and drop the answer. A client that shuts down writing behind its message works with the others only.",
  sources: ["RFC 9293 §3.6.1: half-closed connections", "Protocol contract: framed"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "awaitQuiet", on: "main", quiet: { ms: 300, roundTrips: 2 } },
    { do: "close", on: "main" },
    awaitExit,
  ],
  stimulus: [],
  checks: [
    {
      id: "kept-open",
      level: "SHOULD",
      kind: "staysOpen",
      on: "main",
      statement: "A client does not shut down writing before it has its echo.",
      source: "Protocol contract: a client shuts down writing when its echo has come",
    },
  ],
} as const satisfies Scenario;
