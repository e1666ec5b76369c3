import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** Enough other connections to reach every event loop and every thread of a small pool. */
const others = 16;

/** More than the sockets on the way back hold, so that the server's write has to wait. */
const stall = (name: string, count: number): readonly Step[] => [
  { do: "connect", connection: name, count },
  { do: "stopReading", on: name },
  {
    do: "sendUntilBlocked",
    on: name,
    messageBytes: 32_768,
    limit: 262_144,
    quiet: { ms: 100, roundTrips: 4 },
  },
  { do: "ping", on: "others", count: 1, bytes: 16, every: { ms: 0 } },
];

/** One, four, sixteen and sixty-four peers do not read, others end without having read. */
export const manyStalled = {
  id: "flow/many-stalled",
  title: "Peers that do not read delay no other peer, however many there are",
  why: "A server with one event loop per CPU, or a pool of threads, survives a blocking write to one peer that does not read, but each further peer takes another loop or thread away. A close() that lingers until everything is delivered blocks its thread in the same way.",
  sources: ["RFC 9293 §3.8.6.1 MUST-37", "POSIX close() and SO_LINGER: may block"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  steps: [
    { do: "connect", connection: "others", count: others },
    { do: "ping", on: "others", count: 1, bytes: 16, every: { ms: 0 } },
    { do: "connect", connection: "leaving", count: 8 },
    { do: "stopReading", on: "leaving" },
    {
      do: "send",
      on: "leaving",
      content: [
        {
          messages: 1,
          // Around what the client's receive buffer holds: at some size all the rest fits into the
          // server's send buffer, and the server closes with it.
          bytes: { byIndex: [49_152, 57_344, 65_536, 73_728, 81_920, 98_304, 114_688, 131_072] },
        },
      ],
    },
    { do: "shutdownWrite", on: "leaving" },
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "connect", connection: "newcomers", count: 4 },
    { do: "ping", on: "newcomers", count: 1, bytes: 16, every: { ms: 0 } },
    ...stall("one", 1),
    ...stall("three", 3),
    ...stall("twelve", 12),
    ...stall("forty-eight", 48),
    { do: "abort", on: "twelve" },
    { do: "abort", on: "forty-eight" },
    { do: "resumeReading", on: "one" },
    { do: "resumeReading", on: "three" },
    {
      do: "awaitEcho",
      on: "one",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 20_000, roundTrips: 100 },
    },
    {
      do: "awaitEcho",
      on: "three",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 20_000, roundTrips: 100 },
    },
  ],
  stimulus: [
    { kind: "zeroWindow", host: "client", because: "the client advertised a zero window" },
  ],
  checks: [
    {
      id: "newcomers-served",
      level: "MUST",
      kind: "latency",
      on: "newcomers",
      percentile: 90,
      atMost: { ms: 500, roundTrips: 4 },
      statement:
        "Peers that end without having read delay no other peer, even while their connections are closed.",
      source: "Protocol contract: a peer that does not read delays no other peer",
    },
    {
      id: "others-served",
      level: "MUST",
      kind: "latency",
      on: "others",
      percentile: 90,
      atMost: { ms: 500, roundTrips: 4 },
      statement: "While 1, 4, 16 and 64 peers do not read, all others are served.",
      source: "Protocol contract: a peer that does not read delays no other peer",
    },
    {
      id: "nothing-lost",
      level: "MUST",
      kind: "echo",
      on: "one",
      statement: "A peer that reads again gets everything.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
  ],
} satisfies Scenario;
