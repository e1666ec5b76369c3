import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { command } from "./command.ts";

const everyByte = String.fromCharCode(...Array.from({ length: 256 }, (_, value) => value));

const payloads = ["\r\n", "one\r\ntwo\r\n", "left\0right", "\0", "*1\r\n$4\r\nPING\r\n", everyByte];

/** Bulk strings of whatever bytes, of none, and cut at their line ends. */
export const respBulkStrings = {
  id: "resp/bulk-strings",
  title: "A bulk string is as long as it says, whatever is in it",
  why: "Lines make RESP easy to read, and easy to read wrongly: a bulk string may hold line ends, NULs, and bytes that look like the next command. A server that looks for the line end, or decodes text, answers with something else.",
  sources: ["Redis serialization protocol specification, Bulk strings"],
  roles: ["server"],
  protocols: ["resp"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "binary" },
    ...payloads.flatMap((payload): readonly Step[] => [
      { do: "send", on: "binary", content: [command("ECHO", payload)] },
      { do: "awaitEcho", on: "binary" },
    ]),
    { do: "connect", connection: "empty" },
    {
      do: "send",
      on: "empty",
      content: [command("ECHO", ""), command("PING", ""), command("ECHO", "not empty")],
    },
    { do: "awaitEcho", on: "empty" },
    { do: "connect", connection: "cut" },
    // Of 35 bytes: within the count and the lengths, and between CR and LF wherever they are.
    {
      do: "send",
      on: "cut",
      content: [command("ECHO", "between\r\nlines")],
      chunks: { cuts: [2, 3, 5, 7, 13, 16, 18, 27, 33, 34], gap: { ms: 20, roundTrips: 0.25 } },
    },
    { do: "awaitEcho", on: "cut" },
    { do: "send", on: "cut", content: [command("PING")] },
    { do: "awaitEcho", on: "cut" },
    { do: "inspect", on: "cut" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "cut",
      atLeast: 8,
      because: "pieces of lengths and line ends left as separate segments",
    },
  ],
  checks: [
    {
      id: "binary-echoed",
      level: "MUST",
      kind: "echo",
      on: "binary",
      statement: "Line ends, NULs and every other byte come back unchanged.",
      source: "RESP, Bulk strings: a bulk string represents a single binary string",
    },
    {
      id: "empty-echoed",
      level: "MUST",
      kind: "echo",
      on: "empty",
      statement: "An empty bulk string comes back as one, and not as a null.",
      source: "RESP, Bulk strings: the empty string's encoding is $0 CRLF CRLF",
    },
    {
      id: "cut-echoed",
      level: "MUST",
      kind: "echo",
      on: "cut",
      statement: "A bulk string that is cut within its length and its line ends comes back whole.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} satisfies Scenario;
