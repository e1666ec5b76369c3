import type { Scenario } from "../../harness/scenario/scenario.ts";
import {
  echoedUnder,
  latencyFigures,
  measured,
  sampledAround,
  warmUp,
  wireLatencyFigures,
} from "./parts.ts";

export const openModel: Scenario = {
  id: "latency/open-model",
  title: "A thousand messages a second on ten connections",
  why:
    "Users do not wait for each other: messages are sent at fixed times, whatever became of those before. " +
    "The latency counts from the intended time, so a stall delays all that were to be sent during it.",
  sources: ["Schroeder, Wierman, Harchol-Balter, Open Versus Closed: A Cautionary Tale, NSDI 2006"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    ...sampledAround({
      do: "load",
      label: "open",
      bytes: 100,
      connections: 10,
      messagesPerSecond: 1000,
      recordSegments: true,
      warmUp,
      duration: measured,
    }),
  ],
  stimulus: [],
  figures: [
    ...latencyFigures("open"),
    ...wireLatencyFigures("open"),
    {
      id: "cpu",
      title: "processor time",
      kind: "cpuPerMessage",
      load: "open",
      from: "before",
      to: "after",
    },
  ],
  checks: [echoedUnder("open")],
};
