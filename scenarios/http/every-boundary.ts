import type { Scenario } from "../../harness/scenario/scenario.ts";
import { post } from "./request.ts";

/** 93 bytes, which 92 connections can cut in two. */
const chunked = post(["Transfer-Encoding: chunked"], "5;a\r\nhello\r\n1\r\n!\r\n0\r\nT: f\r\n\r\n");

/** A request in chunks in two pieces, split once at every possible position. */
export const httpEveryBoundary = {
  id: "http/every-boundary",
  title: "A request split at any byte is read whole",
  why: "The end of a header is four bytes, and of each chunk two, and any of them may be the last of a segment. A server that looks for them in what it has just read works until a segment ends between them.",
  sources: ["RFC 9293 §3.7", "RFC 9112 §2.2 and §7.1"],
  roles: ["server"],
  protocols: ["http"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "cut", count: 92 },
    {
      do: "send",
      on: "cut",
      content: [chunked],
      chunks: { cutByIndex: true, gap: { ms: 30 } },
    },
    { do: "awaitEcho", on: "cut" },
    { do: "inspect", on: "cut" },
    { do: "send", on: "cut", content: [{ messages: 1, bytes: 10 }] },
    { do: "awaitEcho", on: "cut" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "cut",
      atLeast: 2,
      because: "each split turned one write into two segments",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "cut",
      statement:
        "Wherever a header, a chunk or a trailer is split, the content comes back, and that of the next request.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} satisfies Scenario;
