import type { Scenario } from "../../harness/scenario/scenario.ts";
import {
  echoedUnder,
  latencyFigures,
  measured,
  sampledAround,
  wireLatencyFigures,
} from "./parts.ts";

/** Short: one message on its way opens no window. */
const warmUp = { ms: 500, roundTrips: 2 };

export const pingPong: Scenario = {
  id: "latency/ping-pong",
  title: "One small message at a time",
  why:
    "Each message is sent when the echo of the one before has come, so its time is a round trip and what " +
    "the server takes. A stall delays one message here, however long it is: open-model shows what it costs.",
  sources: ["sockperf(1), ping-pong: request and reply on one connection"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    ...sampledAround({
      do: "load",
      label: "ping-pong",
      bytes: 100,
      depth: 1,
      warmUp,
      duration: measured,
    }),
    // Apart, because recording adds some percent to so short a latency.
    {
      do: "load",
      label: "on-wire",
      bytes: 100,
      depth: 1,
      recordSegments: true,
      warmUp: { ms: 200, roundTrips: 2 },
      duration: { ms: 800, roundTrips: 6 },
    },
  ],
  stimulus: [],
  figures: [
    ...latencyFigures("ping-pong"),
    ...wireLatencyFigures("on-wire"),
    {
      id: "cpu",
      title: "processor time",
      kind: "cpuPerMessage",
      load: "ping-pong",
      from: "before",
      to: "after",
    },
  ],
  checks: [echoedUnder("ping-pong")],
};
