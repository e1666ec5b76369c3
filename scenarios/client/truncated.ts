import type { Scenario } from "../../harness/scenario/scenario.ts";
import { awaitExit, fails, sendsMessage } from "./checks.ts";

/** The end of file comes within the echo. */
export const clientTruncated = {
  id: "client/truncated",
  title: "A client does not take the beginning of its echo for the echo",
  why: "An end of file is no error to read(), so a loop that reads until it comes stops without one. A client that prints what it has by then reports half an answer as a whole one.",
  sources: ["RFC 9293 §3.6", "POSIX read(): returns 0 at end of file", "Protocol contract: framed"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("header"),
    { do: "send", on: "header", content: [{ echo: "whole", upTo: "half-header" }] },
    { do: "shutdownWrite", on: "header" },
    awaitExit,
    { do: "close", on: "header" },
    ...sendsMessage("payload"),
    { do: "send", on: "payload", content: [{ echo: "whole", upTo: { payload: 3 } }] },
    { do: "shutdownWrite", on: "payload" },
    awaitExit,
    { do: "close", on: "payload" },
  ],
  stimulus: [],
  checks: [...fails("header", "header"), ...fails("payload", "payload")],
} as const satisfies Scenario;
