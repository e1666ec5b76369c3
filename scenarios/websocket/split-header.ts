import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** A header of 6, 8 or 14 bytes, cut at another offset on each connection. */
function split(connection: string, headerBytes: number, bytes: number): readonly Step[] {
  return [
    { do: "connect", connection, count: headerBytes },
    {
      do: "send",
      on: connection,
      content: [{ messages: 1, bytes }],
      chunks: { cutByIndex: true, gap: { ms: 20 } },
    },
    { do: "awaitEcho", on: connection },
    { do: "inspect", on: connection },
  ];
}

/** Headers of each form, cut at each of their bytes. */
export const splitWebsocketHeader = {
  id: "websocket/split-header",
  title: "A header in two segments is put together, whichever its form",
  why: "The length takes one, three or nine bytes, and the masking key four more. A server that reads as many bytes as there are, and not as many as the header has, takes payload for length as soon as a segment ends within it.",
  sources: ["RFC 6455 §5.2", "RFC 9293 §3.7"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [...split("short", 6, 20), ...split("medium", 8, 300), ...split("long", 14, 65_536)],
  stimulus: [
    {
      kind: "segments",
      on: "short",
      atLeast: 2,
      because: "both parts of the message left as separate segments",
    },
    {
      kind: "segments",
      on: "medium",
      atLeast: 2,
      because: "both parts of the message left as separate segments",
    },
  ],
  checks: [
    {
      id: "short-echoed",
      level: "MUST",
      kind: "echo",
      on: "short",
      statement: "A message with a length of 7 bits comes back, wherever its header is cut.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "medium-echoed",
      level: "MUST",
      kind: "echo",
      on: "medium",
      statement: "A message with a length of 16 bits comes back, wherever its header is cut.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "long-echoed",
      level: "MUST",
      kind: "echo",
      on: "long",
      statement: "A message with a length of 64 bits comes back, wherever its header is cut.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} satisfies Scenario;
