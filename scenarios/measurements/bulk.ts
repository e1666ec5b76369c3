import type { Scenario } from "../../harness/scenario/scenario.ts";
import { echoedUnder, measured, sampledAround, warmUp } from "./parts.ts";

export const bulk: Scenario = {
  id: "throughput/bulk",
  title: "Large messages, one behind the other",
  why:
    "Sixteen messages of 64 KiB are always on their way on one connection, so the link or the server is " +
    "busy all the time. A server that copies, or that waits for whole messages, shows in processor time.",
  sources: ["RFC 6349, framework for TCP throughput testing"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    ...sampledAround({
      do: "load",
      label: "bulk",
      bytes: 65_536,
      depth: 16,
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
