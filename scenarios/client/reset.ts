import type { Scenario } from "../../harness/scenario/scenario.ts";
import { awaitExit, fails, sendsMessage } from "./checks.ts";

/** The server resets the connection before its echo, and within it. */
export const clientReset = {
  id: "client/reset",
  title: "A client reports a reset before its echo and within it",
  why: "A server that crashes, or a firewall that forgets, resets connections at any moment. A client that takes every end of a connection for the end of the answer, or retries without a word, hides it.",
  sources: [
    "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
    "POSIX recv(): ECONNRESET",
  ],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("before"),
    { do: "abort", on: "before" },
    awaitExit,
    ...sendsMessage("within"),
    { do: "send", on: "within", content: [{ echo: "whole", upTo: { payload: 3 } }] },
    // Whoever reads it has read it by then, and waits for the rest.
    { do: "pause", duration: { ms: 100, roundTrips: 1 } },
    { do: "abort", on: "within" },
    awaitExit,
  ],
  stimulus: [
    {
      kind: "resetSent",
      on: "before",
      because: "the connection was reset while the client waited for its echo",
    },
    {
      kind: "resetSent",
      on: "within",
      because: "the connection was reset while the client waited for the rest of its echo",
    },
  ],
  checks: [...fails("before", "before"), ...fails("within", "within")],
} as const satisfies Scenario;
