import type { Scenario } from "../../harness/scenario/scenario.ts";
import { echoedUnder } from "./parts.ts";

export const blackhole: Scenario = {
  id: "recovery/blackhole",
  title: "A link that is dark for two seconds",
  why:
    "Both ends send again what was lost, at intervals that double, so a connection comes back some time after " +
    "its link does. A server that gives up, or that must first work off what it queued, comes back later.",
  sources: ["RFC 6298 §5: retransmission timers and their backoff"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    {
      do: "together",
      branches: [
        [
          {
            do: "load",
            label: "steady",
            bytes: 100,
            connections: 5,
            messagesPerSecond: 200,
            warmUp: { ms: 1000, roundTrips: 10 },
            duration: { ms: 4000, roundTrips: 20 },
            deadline: { ms: 20_000, roundTrips: 20 },
          },
        ],
        [
          { do: "pause", duration: { ms: 1500, roundTrips: 15 } },
          { do: "blackhole" },
          { do: "pause", duration: { ms: 2000 } },
          { do: "restoreLink" },
        ],
      ],
    },
  ],
  stimulus: [{ kind: "dropped", atLeast: 1, because: "the link lost segments" }],
  figures: [
    {
      id: "recovery",
      title: "first echo after the link was back",
      kind: "recovery",
      load: "steady",
    },
    { id: "worst", title: "slowest message", kind: "latency", load: "steady", percentile: 100 },
  ],
  checks: [echoedUnder("steady")],
};
