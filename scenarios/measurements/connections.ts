import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { echoedUnder } from "./parts.ts";

/** Each group is made beside those before it, and greets once. */
function add(connection: string, count: number): readonly Step[] {
  return [
    { do: "connect", connection, count, deadline: { ms: 10_000, roundTrips: 10 } },
    { do: "send", on: connection, content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: connection, deadline: { ms: 10_000, roundTrips: 10 } },
    { do: "pause", duration: { ms: 300 } },
  ];
}

export const connections: Scenario = {
  id: "memory/connections",
  title: "Up to ten thousand idle connections",
  why:
    "Most connections of most servers are idle. What each one costs, once it has been served, bounds how " +
    "many peers a machine can keep.",
  sources: ["Protocol contract: a connection costs nothing while nothing happens on it"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "clean",
  steps: [
    ...add("one", 1),
    { do: "sample", label: "one" },
    ...add("hundred", 99),
    { do: "sample", label: "hundred" },
    ...add("thousand", 900),
    { do: "sample", label: "thousand" },
    {
      do: "load",
      label: "ten-thousand",
      connections: 9000,
      bytes: 100,
      // One message each, and never many at once: a burst of thousands overflows queues of the kernel.
      messagesPerSecond: 4500,
      connectWithin: { ms: 30_000 },
      warmUp: { ms: 0 },
      duration: { ms: 2000 },
      deadline: { ms: 20_000 },
      idleSample: "ten-thousand",
    },
  ],
  stimulus: [],
  figures: [
    { id: "at-1", title: "memory with one", kind: "memory", at: "one" },
    { id: "at-100", title: "memory with 100", kind: "memory", at: "hundred" },
    { id: "at-1000", title: "memory with 1,000", kind: "memory", at: "thousand" },
    {
      id: "each",
      title: "each of the last 900",
      kind: "memoryPerConnection",
      from: "hundred",
      to: "thousand",
    },
    { id: "at-10000", title: "memory with 10,000", kind: "memory", at: "ten-thousand" },
    {
      id: "each-of-9000",
      title: "each of the last 9,000",
      kind: "memoryPerConnection",
      from: "thousand",
      to: "ten-thousand",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "thousand",
      statement: "Each connection is served.",
      source: "RFC 862, TCP based echo service: any data received is sent back",
    },
    { ...echoedUnder("ten-thousand"), id: "ten-thousand-echoed", level: "SHOULD" },
  ],
};
