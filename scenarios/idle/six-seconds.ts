import type { Scenario } from "../../harness/scenario/scenario.ts";
import { leftBehind, stillServed } from "./left-behind.ts";

/** For six seconds nothing is sent on one connection, and nothing is read on the other. */
export const sixSeconds = {
  id: "idle/six-seconds",
  title: "A connection without traffic for six seconds stays open",
  why: "TCP has no idle timeout, but frameworks add one, often of five or thirty seconds, and servers inherit it without anyone having decided so. A write that gives up after five seconds is worse: part of a message is already on the wire, and the rest of the stream is out of step.",
  sources: ["RFC 9293 §3.8.4", "RFC 9293 §3.8.6.1 MUST-37"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "connect", connection: "stalled" },
    { do: "stopReading", on: "stalled" },
    {
      do: "sendUntilBlocked",
      on: "stalled",
      messageBytes: 32_768,
      limit: { loopCapacity: 1, plus: 4_194_304 },
      quiet: { ms: 150 },
    },
    ...leftBehind("strangers"),
    { do: "pause", duration: { ms: 6000 }, serverWaits: true },
    ...stillServed("strangers"),
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "resumeReading", on: "stalled" },
    { do: "awaitEcho", on: "stalled", idle: { ms: 2000 }, deadline: { ms: 20_000 } },
    { do: "send", on: "stalled", content: [{ messages: 3, bytes: 1000 }] },
    { do: "awaitEcho", on: "stalled" },
  ],
  stimulus: [],
  checks: [
    {
      id: "kept",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "After the pause a message comes back as before.",
      source: "RFC 9293 §3.8.4: keep-alives are optional and off by default",
    },
    {
      id: "nothing-lost",
      level: "MUST",
      kind: "echo",
      on: "stalled",
      statement:
        "A peer that reads nothing for six seconds then gets all data, and later messages too.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
    {
      id: "strangers-unharmed",
      level: "MUST",
      kind: "echo",
      on: "strangers",
      statement:
        "No timer of a connection that is gone ends one that has got its descriptor, for six seconds.",
      source: "Protocol contract: a peer that resets or vanishes costs only its own connection",
    },
  ],
} satisfies Scenario;
