import type { Scenario } from "../../harness/scenario/scenario.ts";
import { edgeSizes } from "./edge-sizes.ts";

/** Nagle's algorithm never stalls the first replies: the peer acknowledges those at once. */
const warmUp = 5;
const pings = 14;

/** Payloads whose messages are a few bytes longer than a buffer, with or without the header. */
const aboveBuffers = [1448, 4096, 8192, 16_384, 65_536].map((bytes) => bytes + 8);

/** Messages whose sizes lie where buffers end. */
export const bufferEdges = {
  id: "size/buffer-edges",
  title: "Messages as long as a buffer, or slightly longer, come back like any other",
  why: "A read loop that expects more data after every full read waits forever when a message ends exactly at the end of its buffer. And if a reply exceeds a write buffer, the rest is a small second segment, which Nagle's algorithm holds back until the peer's delayed acknowledgement, 40 ms later.",
  sources: ["RFC 9293 §3.7", "RFC 9293 §3.7.4 SHLD-7, MUST-17"],
  roles: ["server"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "edges" },
    { do: "ping", on: "edges", count: edgeSizes.length, bytes: edgeSizes, every: { ms: 0 } },
    { do: "connect", connection: "small" },
    { do: "ping", on: "small", count: pings, bytes: 100, every: { ms: 0 } },
    ...aboveBuffers.flatMap((bytes) => [
      { do: "connect" as const, connection: "above" },
      { do: "ping" as const, on: "above", count: pings, bytes, every: { ms: 0 } },
      { do: "connect" as const, connection: "above", shortSegments: true as const },
      { do: "ping" as const, on: "above", count: pings, bytes, every: { ms: 0 } },
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "edges-echoed",
      level: "MUST",
      kind: "echo",
      on: "edges",
      statement:
        "Messages at and around common buffer sizes, from 512 to 65,536 bytes, come back one at a time.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "above-prompt",
      level: "SHOULD",
      kind: "latency",
      on: "above",
      percentile: 50,
      skip: warmUp,
      atMost: { ms: 20, roundTrips: 4 },
      above: "small",
      statement:
        "The median time of replies just above the size of a buffer is within 20 ms of the median for small messages.",
      source: "RFC 9293 §3.7.4 MUST-17: an application can disable Nagle's algorithm",
    },
  ],
} as const satisfies Scenario;
