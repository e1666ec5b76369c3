import type { Scenario } from "../../harness/scenario/scenario.ts";
import { fiftyPeers } from "./fifty-peers.ts";

/** Twenty thousand connections, each with one message. */
export const twentyThousand = {
  id: "leak/twenty-thousand",
  title: "Twenty thousand connections that are over cost nothing",
  why: "A few hundred bytes per connection drown in the noise of a heap that is still growing to its usual size. Over twenty thousand connections they are a line, and the line has an error that says whether to believe it.",
  sources: ["CWE-401: missing release of memory after effective lifetime"],
  roles: ["server"],
  protocols: ["framed"],
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
      statement: "A connection that is over leaves less than 2 KiB of resident memory behind.",
      source: "CWE-401: missing release of memory after effective lifetime",
    },
  ],
} as const satisfies Scenario;
