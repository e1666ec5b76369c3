import type { Scenario } from "../../harness/scenario/scenario.ts";
import { command } from "./command.ts";

/** A command that there is none of, and arguments that a command does not take. */
export const respErrors = {
  id: "resp/errors",
  title: "A command that cannot be done is answered by an error, and the connection goes on",
  why: "Where such a command ends is as clear as for any other, so nothing that follows it is in doubt. A server that says nothing leaves a client waiting, which takes the next answer for this one; one that closes fails all commands that were sent behind it.",
  sources: [
    "Redis serialization protocol specification, Simple errors",
    "redis, tests/unit/protocol.tcl: Generic wrong number of args",
  ],
  roles: ["server"],
  protocols: ["resp"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "unknown" },
    {
      do: "send",
      on: "unknown",
      content: [
        command("PING"),
        command("NO-SUCH-COMMAND"),
        command("PING"),
        command("NO-SUCH-COMMAND", "with", "arguments"),
        { messages: 1, bytes: 100 },
      ],
    },
    { do: "awaitEcho", on: "unknown" },
    { do: "send", on: "unknown", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "unknown" },
    { do: "connect", connection: "arguments" },
    {
      do: "send",
      on: "arguments",
      content: [
        command("ECHO"),
        command("PING"),
        command("ECHO", "one", "two"),
        { messages: 1, bytes: 100 },
      ],
    },
    { do: "awaitEcho", on: "arguments" },
  ],
  stimulus: [],
  checks: [
    {
      id: "unknown-answered",
      level: "MUST",
      kind: "echo",
      on: "unknown",
      statement: "An unknown command is answered by an error, and those behind it as usual.",
      source: "RESP, Simple errors: Redis replies with an error when a command does not exist",
    },
    {
      id: "arguments-answered",
      level: "SHOULD",
      kind: "echo",
      on: "arguments",
      statement: "ECHO with too few or too many arguments is answered by an error too.",
      source: "RESP, Simple errors: Redis replies with an error when something goes wrong",
    },
  ],
} satisfies Scenario;
