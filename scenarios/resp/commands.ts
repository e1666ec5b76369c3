import type { Scenario } from "../../harness/scenario/scenario.ts";
import { command } from "./command.ts";

/** `PING` and `ECHO`, alone and mixed, in one segment and in pieces. */
export const respCommands = {
  id: "resp/commands",
  title: "Each command is answered in its own way, in the order of the commands",
  why: "Without a payload PING is answered by a simple string, with one by a bulk string. A client that pipelines tells answers apart by their order alone, so one that is missing or of another kind shifts all that follow.",
  sources: [
    "Redis serialization protocol specification, Request-Response model and Sending commands",
    "Redis commands: ECHO and PING",
  ],
  roles: ["server"],
  protocols: ["resp"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "ping" },
    { do: "send", on: "ping", content: [command("PING")] },
    { do: "awaitEcho", on: "ping" },
    { do: "send", on: "ping", content: [command("PING", "hello")] },
    { do: "awaitEcho", on: "ping" },
    { do: "send", on: "ping", content: [command("PING")] },
    { do: "awaitEcho", on: "ping" },
    { do: "connect", connection: "pipeline" },
    {
      do: "send",
      on: "pipeline",
      content: [
        command("PING"),
        command("ECHO", "one"),
        command("PING", "two"),
        command("PING"),
        { messages: 2, bytes: 100 },
        command("ECHO", "three"),
        command("PING"),
      ],
    },
    { do: "awaitEcho", on: "pipeline" },
    { do: "connect", connection: "apart" },
    {
      do: "send",
      on: "apart",
      content: [command("PING"), command("ECHO", "apart"), command("PING", "apart")],
      chunks: { bytes: 7, gap: { ms: 5, roundTrips: 0.125 } },
    },
    { do: "awaitEcho", on: "apart" },
    { do: "inspect", on: "apart" },
    { do: "connect", connection: "case" },
    {
      do: "send",
      on: "case",
      content: [command("ping"), command("Echo", "As It Is"), command("pInG", "As It Is")],
    },
    { do: "awaitEcho", on: "case" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "apart",
      atLeast: 6,
      because: "pieces of the commands left as separate segments",
    },
  ],
  checks: [
    {
      id: "ping-answered",
      level: "MUST",
      kind: "echo",
      on: "ping",
      statement: "PING is answered by +PONG, or by its payload as a bulk string.",
      source: "RESP, Simple strings; PING: returns PONG, or a copy of the argument as a bulk",
    },
    {
      id: "pipeline-answered",
      level: "MUST",
      kind: "echo",
      on: "pipeline",
      statement: "Commands of several kinds in one segment are answered in their order.",
      source: "RESP, Request-Response model: clients may send multiple commands at once",
    },
    {
      id: "apart-answered",
      level: "MUST",
      kind: "echo",
      on: "apart",
      statement: "Commands that segments cut anywhere are answered.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "case-ignored",
      level: "SHOULD",
      kind: "echo",
      on: "case",
      statement: "The letter case of a command's name does not matter, that of its payload does.",
      source: "RESP, Sending commands to a Redis server; names of commands are case-insensitive",
    },
  ],
} satisfies Scenario;
