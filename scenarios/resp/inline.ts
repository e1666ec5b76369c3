import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { command } from "./command.ts";

/** Commands as a person types them, between those of programs. */
export const respInline = {
  id: "resp/inline",
  title: "A line of words is a command too",
  why: "Who has nothing but telnet types PING and expects PONG, and health checks do the same. What does not begin with an asterisk is such a line, also on a connection that has sent arrays before.",
  sources: ["Redis serialization protocol specification, Inline commands"],
  roles: ["server"],
  protocols: ["resp"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "inline" },
    { do: "send", on: "inline", content: [raw("PING\r\n")] },
    { do: "awaitEcho", on: "inline" },
    { do: "send", on: "inline", content: [raw("ECHO hello\r\n")] },
    { do: "awaitEcho", on: "inline" },
    {
      do: "send",
      on: "inline",
      content: [raw("PING typed\r\n")],
      chunks: { bytes: 1, gap: { ms: 5, roundTrips: 0.125 } },
    },
    { do: "awaitEcho", on: "inline" },
    { do: "connect", connection: "mixed" },
    {
      do: "send",
      on: "mixed",
      content: [
        command("ECHO", "array"),
        raw("ECHO line\r\nPING\r\n"),
        command("PING"),
        raw("PING line\r\n"),
        { messages: 1, bytes: 100 },
      ],
    },
    { do: "awaitEcho", on: "mixed" },
  ],
  stimulus: [],
  checks: [
    {
      id: "inline-answered",
      level: "SHOULD",
      kind: "echo",
      on: "inline",
      statement: "A line of words is answered as the array of them is.",
      source: "RESP, Inline commands: Redis accepts commands in the inline command format",
    },
    {
      id: "mixed-answered",
      level: "SHOULD",
      kind: "echo",
      on: "mixed",
      statement: "Lines and arrays in one segment are answered in their order.",
      source: "RESP, Inline commands: what does not begin with * is an inline command",
    },
  ],
} satisfies Scenario;
