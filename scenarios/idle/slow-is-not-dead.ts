import type { Scenario } from "../../harness/scenario/scenario.ts";
import { slowPeers } from "./slow-peers.ts";

/** Messages that take two seconds to arrive. */
export const slowIsNotDead = {
  id: "idle/slow-is-not-dead",
  title: "A message that takes two seconds to arrive is echoed",
  why: "On slow links, phones and under debuggers, a header can take seconds to arrive, and TCP has no time limit for that. A server with a limit of a fraction of a second, or on the rate of a message, mistakes a slow peer for a dead one.",
  sources: ["RFC 9293 §3.7", "RFC 9293 §3.8.4"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [{ do: "together", branches: [...slowPeers(2000)] }],
  stimulus: [],
  checks: [
    {
      id: "header-echoed",
      level: "MUST",
      kind: "echo",
      on: "header",
      statement: "A message whose header takes two seconds comes back.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "body-echoed",
      level: "MUST",
      kind: "echo",
      on: "body",
      statement: "A message that arrives in small pieces over two seconds comes back.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "rest-echoed",
      level: "MUST",
      kind: "echo",
      on: "rest",
      statement: "A message that pauses for two seconds after its header comes back.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "late-echoed",
      level: "MUST",
      kind: "echo",
      on: "late",
      statement: "A connection that is silent for its first two seconds is served.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} satisfies Scenario;
