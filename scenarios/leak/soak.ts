import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A minute of connections that work, idle and leave. */
export const soak = {
  id: "leak/soak",
  title: "A minute of mixed work leaks neither memory nor descriptors",
  why: "A leak of a few hundred bytes per connection does not show in a short test. A minute of connecting, talking, idling and closing, after a warm-up that fills the caches, does show it.",
  sources: ["CWE-401: missing release of memory after effective lifetime"],
  roles: ["server"],
  protocols: ["framed"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["full"],
  steps: [
    {
      do: "repeat",
      times: 100,
      steps: [
        { do: "connect", connection: "warm-up", count: 20 },
        { do: "send", on: "warm-up", content: [{ messages: 3, bytes: { min: 0, max: 20_000 } }] },
        { do: "awaitEcho", on: "warm-up" },
        { do: "close", on: "warm-up" },
      ],
    },
    { do: "pause", duration: { ms: 500 } },
    { do: "sample", label: "warm" },
    {
      do: "repeat",
      times: 500,
      steps: [
        { do: "connect", connection: "worker", count: 20 },
        { do: "send", on: "worker", content: [{ messages: 3, bytes: { min: 0, max: 20_000 } }] },
        { do: "awaitEcho", on: "worker" },
        { do: "pause", duration: { ms: 50 } },
        { do: "close", on: "worker" },
        { do: "connect", connection: "leaver", count: 5 },
        { do: "send", on: "leaver", content: [{ raw: "0000" }] },
        { do: "pause", duration: { ms: 40 } },
        { do: "abort", on: "leaver" },
      ],
    },
    { do: "awaitBaseline", label: "end", like: "warm", deadline: { ms: 5000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "memory-flat",
      level: "SHOULD",
      kind: "growth",
      of: "memory",
      from: "warm",
      to: "end",
      atMost: 33_554_432,
      statement: "Resident memory grows by less than 32 MiB in a minute.",
      source: "CWE-401: missing release of memory",
    },
    {
      id: "descriptors-flat",
      level: "MUST",
      kind: "growth",
      of: "descriptors",
      from: "warm",
      to: "end",
      atMost: 2,
      statement: "No descriptor is leaked.",
      source: "CWE-775: missing release of file descriptor",
    },
  ],
} as const satisfies Scenario;
