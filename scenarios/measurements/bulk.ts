import type { Scenario } from "../../harness/scenario/scenario.ts";
import { echoedUnder, measured, sampledAround, warmUp } from "./parts.ts";

export const bulk: Scenario = {
  id: "throughput/bulk",
  title: "Large messages, one behind the other",
  why:
    "A megabyte of messages is always on its way on one connection, so the link or the server is busy " +
    "all the time. A server that copies more than it must shows in processor time.",
  sources: ["RFC 6349, framework for TCP throughput testing"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    ...sampledAround({
      do: "load",
      label: "bulk",
      bytes: 16_384,
      depth: 64,
      queueAtMost: { ms: 2000, roundTrips: 1 },
      warmUp,
      duration: measured,
    }),
  ],
  stimulus: [],
  figures: [
    { id: "throughput", title: "throughput", kind: "throughput", load: "bulk" },
    {
      id: "cpu",
      title: "processor time",
      kind: "cpuPerByte",
      load: "bulk",
      from: "before",
      to: "after",
    },
  ],
  checks: [echoedUnder("bulk")],
};
