import type { Scenario } from "../../harness/scenario/scenario.ts";

/** More connections than the process's descriptor limit allows. */
export const descriptorExhaustion = {
  id: "accept/descriptor-exhaustion",
  title: "A server that runs out of descriptors survives and recovers",
  why: "accept() fails with EMFILE and leaves the connection in the backlog, so the listener stays readable. A server then dies, spins on a CPU, stops accepting for good, or, as it should, backs off for a moment.",
  sources: ["accept(2): EMFILE", "POSIX getrlimit(): RLIMIT_NOFILE"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  start: { descriptorLimit: 96 },
  steps: [
    // Some runtimes load the code that closes a connection when the first one is closed, which needs
    // a descriptor: a JVM that has none left by then ends.
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "pause", duration: { ms: 50 } },
    { do: "connect", connection: "crowd", count: 200, deadline: { ms: 500, roundTrips: 2 } },
    { do: "pause", duration: { ms: 200 } },
    { do: "sample", label: "full" },
    { do: "pause", duration: { ms: 500 }, serverWaits: true },
    { do: "close", on: "crowd" },
    { do: "pause", duration: { ms: 500, roundTrips: 2 } },
    // The second time nobody says goodbye.
    { do: "connect", connection: "rude-crowd", count: 200, deadline: { ms: 500, roundTrips: 2 } },
    { do: "pause", duration: { ms: 100 } },
    { do: "abort", on: "rude-crowd" },
    { do: "pause", duration: { ms: 300, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "descriptors",
      at: "full",
      atLeast: 90,
      because: "the implementation used up its descriptors",
      preventable: "a limit of its own may keep a server below RLIMIT_NOFILE",
    },
  ],
  checks: [],
} as const satisfies Scenario;
