import type { Scenario } from "../../harness/scenario/scenario.ts";
import { echoedUnder } from "./parts.ts";

/** For a runtime that compiles a large program first. */
const deadline = { ms: 30_000 };

export const firstEcho: Scenario = {
  id: "start/first-echo",
  title: "From the start of the process to its first echo",
  why:
    "A supervisor restarts a server, a platform starts one for each request: until it answers, nobody is " +
    "served. The client tries to connect every 0.2 ms, so nobody has to look whether it listens yet.",
  sources: ["Protocol contract: it serves as soon as it listens"],
  roles: ["server"],
  links: "clean",
  steps: [
    { do: "signal", name: "SIGKILL" },
    { do: "awaitExit", deadline: { ms: 5000 } },
    {
      do: "together",
      branches: [
        [
          {
            do: "load",
            label: "first",
            bytes: 100,
            depth: 1,
            connectWithin: deadline,
            warmUp: { ms: 0 },
            duration: { ms: 20 },
          },
        ],
        // The client tries already when the server starts.
        [{ do: "pause", duration: { ms: 200 } }, { do: "restart" }],
      ],
    },
  ],
  stimulus: [],
  figures: [
    {
      id: "accepted",
      title: "until it accepts connections",
      kind: "start",
      load: "first",
      until: "accepted",
    },
    { id: "echo", title: "until the first echo", kind: "start", load: "first", until: "echoed" },
  ],
  checks: [
    echoedUnder("first"),
    {
      id: "restarted",
      level: "MUST",
      kind: "restarted",
      within: deadline,
      statement: "It listens again.",
      source: "Protocol contract: it serves as soon as it listens",
    },
  ],
};
