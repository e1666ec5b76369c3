import type { Scenario } from "../../harness/scenario/scenario.ts";
import { echoedUnder, measured, sampledAround, warmUp } from "./parts.ts";

export const pipelined: Scenario = {
  id: "throughput/pipelined",
  title: "Small messages, a hundred on their way",
  why:
    "One read gives many messages. A server that takes them apart one by one, and writes each echo by " +
    "itself, pays a system call or a promise for each; one that answers what it has read pays once.",
  sources: ["Protocol contract: every message is echoed, however messages share segments"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    ...sampledAround({
      do: "load",
      label: "pipelined",
      bytes: 100,
      depth: 100,
      warmUp,
      duration: measured,
    }),
  ],
  stimulus: [],
  figures: [
    { id: "rate", title: "messages a second", kind: "rate", load: "pipelined" },
    {
      id: "cpu",
      title: "processor time",
      kind: "cpuPerMessage",
      load: "pipelined",
      from: "before",
      to: "after",
    },
  ],
  checks: [echoedUnder("pipelined")],
};
