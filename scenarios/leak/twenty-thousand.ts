import type { Scenario } from "../../harness/scenario/scenario.ts";
import { fiftyPeers } from "./fifty-peers.ts";

/** Twenty thousand connections, each with one message. */
export const twentyThousand = {
  id: "leak/twenty-thousand",
  title: "Twenty thousand closed connections cost nothing",
  why: "While a heap is still growing to its usual size, a leak of a few hundred bytes per connection is lost in the noise. Over twenty thousand connections it becomes a straight line, and the error of the fit shows whether the line is real.",
  sources: ["CWE-401: missing release of memory after effective lifetime"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  profiles: ["full"],
  steps: [
    ...fiftyPeers("warm-up"),
    {
      do: "repeat",
      times: 100,
      steps: [
        {
          do: "repeat",
          times: 4,
          steps: fiftyPeers("past"),
        },
        { do: "sample", label: "round" },
      ],
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "memory-flat",
      level: "SHOULD",
      kind: "slope",
      of: "memory",
      samples: "round",
      atMost: 2048,
      statement: "A closed connection leaves less than 2 KiB of resident memory behind.",
      source: "CWE-401: missing release of memory after effective lifetime",
    },
  ],
} as const satisfies Scenario;
