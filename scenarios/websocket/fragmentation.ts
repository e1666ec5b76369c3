import type { Scenario } from "../../harness/scenario/scenario.ts";
import { first, frame } from "./frame.ts";

/** Messages in fragments: in segments of their own, in one, and empty ones. */
export const fragmentation = {
  id: "websocket/fragmentation",
  title: "A fragmented message comes back as one message",
  why: "A message may be cut into any number of frames, of which only the first has its type and only the last ends it. A server that takes a frame for a message works until a proxy or a large message cuts one.",
  sources: ["RFC 6455 §5.4", "Autobahn Testsuite, cases 5.3 to 5.8 and 5.15 to 5.17"],
  roles: ["server"],
  protocols: ["websocket"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "apart" },
    {
      do: "send",
      on: "apart",
      content: [
        frame(first.textFragment, "frag"),
        frame(first.fragment, "ment"),
        frame(first.lastFragment, "ed. "),
      ],
      chunks: { bytes: 10, gap: { ms: 20 } },
    },
    { do: "awaitEcho", on: "apart" },
    { do: "inspect", on: "apart" },
    { do: "connect", connection: "at-once" },
    {
      do: "send",
      on: "at-once",
      content: [
        frame(first.textFragment, "one "),
        frame(first.lastFragment, "text"),
        frame(first.binaryFragment, [0, 255]),
        frame(first.fragment, [128]),
        frame(first.fragment, [10]),
        frame(first.lastFragment, [13, 0]),
        frame(first.text, "whole"),
      ],
    },
    { do: "awaitEcho", on: "at-once" },
    { do: "connect", connection: "empty" },
    {
      do: "send",
      on: "empty",
      content: [
        frame(first.textFragment),
        frame(first.fragment, "between nothing"),
        frame(first.fragment),
        frame(first.lastFragment),
        frame(first.binaryFragment),
        frame(first.lastFragment),
      ],
    },
    { do: "awaitEcho", on: "empty" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "apart",
      atLeast: 3,
      because: "three fragments left as separate segments",
    },
  ],
  checks: [
    {
      id: "apart-echoed",
      level: "MUST",
      kind: "echo",
      on: "apart",
      statement: "A message of three fragments in as many segments comes back as one message.",
      source:
        "RFC 6455 §5.4: endpoints must support receiving both fragmented and unfragmented messages",
    },
    {
      id: "at-once-echoed",
      level: "MUST",
      kind: "echo",
      on: "at-once",
      statement: "Fragments of several messages in one segment come back as those messages.",
      source: "RFC 6455 §5.4: the fragments of a message are delivered in the order sent",
    },
    {
      id: "empty-echoed",
      level: "MUST",
      kind: "echo",
      on: "empty",
      statement: "A fragment without a payload belongs to its message like any other.",
      source: "RFC 6455 §5.2: the payload length may be 0",
    },
  ],
} satisfies Scenario;
