import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { LeafStep } from "../../harness/scenario/step.ts";
import { echoedUnder } from "./parts.ts";

type Load = Extract<LeafStep, { do: "load" }>;

/** Short: a reply that waits for a delayed acknowledgement takes 40 ms every time. */
function pingPong(label: string, options: Partial<Load>): Load {
  const times = { warmUp: { ms: 200, roundTrips: 4 }, duration: { ms: 800, roundTrips: 10 } };
  // All are recorded, so that all are disturbed by the same.
  return { do: "load", label, bytes: 100, depth: 1, recordSegments: true, ...times, ...options };
}

function medianOf(load: string, title: string) {
  return { id: load, title, kind: "latency", load, percentile: 50 } as const;
}

function medianOnWire(load: string, title: string) {
  return { ...medianOf(load, title), id: `wire-${load}`, kind: "wireLatency" } as const;
}

export const nagle: Scenario = {
  id: "latency/nagle",
  title: "Small writes, with and without TCP_NODELAY",
  why:
    "Nagle's algorithm holds a second small write back until the first is acknowledged, and a receiver may " +
    "delay that for 40 ms. If the last median is far below the first, the server's own replies wait like that.",
  sources: [
    "RFC 896, Nagle's algorithm; RFC 9293 §3.7.4",
    "RFC 9293 §3.8.6.3 SHLD-18, MUST-40: delayed acknowledgements",
  ],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    pingPong("one-write", {}),
    pingPong("two-writes", { writes: 2 }),
    pingPong("two-writes-nagle", { writes: 2, nagle: true }),
    pingPong("quick-ack", { quickAck: true }),
  ],
  stimulus: [],
  figures: [
    medianOf("one-write", "median, requests in one write"),
    medianOnWire("one-write", "the same on the wire"),
    medianOf("two-writes", "in two writes"),
    medianOf("two-writes-nagle", "in two writes, without TCP_NODELAY"),
    medianOnWire("two-writes-nagle", "in two writes, without TCP_NODELAY, on the wire"),
    medianOf("quick-ack", "in one write, echoes acknowledged at once"),
  ],
  checks: [echoedUnder("one-write")],
};
