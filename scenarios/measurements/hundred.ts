import type { Scenario } from "../../harness/scenario/scenario.ts";
import { echoedUnder, latencyFigures, measured, sampledAround, warmUp } from "./parts.ts";

export const hundred: Scenario = {
  id: "fairness/hundred",
  title: "A hundred connections, each with one message on its way",
  why:
    "The server chooses whom it serves next. Jain's index is 1 where all get the same share, and 0.01 " +
    "where one of a hundred gets everything.",
  sources: ["Jain, Chiu, Hawe, A Quantitative Measure of Fairness, DEC-TR-301, 1984"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    ...sampledAround({
      do: "load",
      label: "hundred",
      bytes: 100,
      connections: 100,
      depth: 1,
      warmUp,
      duration: measured,
    }),
  ],
  stimulus: [],
  figures: [
    { id: "rate", title: "messages a second", kind: "rate", load: "hundred" },
    { id: "fairness", title: "Jain's index", kind: "fairness", load: "hundred" },
    ...latencyFigures("hundred").slice(0, 3),
    {
      id: "cpu",
      title: "processor time",
      kind: "cpuPerMessage",
      load: "hundred",
      from: "before",
      to: "after",
    },
  ],
  checks: [echoedUnder("hundred")],
};
