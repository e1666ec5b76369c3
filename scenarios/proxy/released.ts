import type { Check } from "../../harness/scenario/check.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** Descriptors as they are once a connection has been made and has gone. */
export const beforeSteps = [
  { do: "connect", connection: "warm-up" },
  { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 100 }] },
  { do: "awaitEcho", on: "warm-up" },
  { do: "close", on: "warm-up" },
  { do: "pause", duration: { ms: 100, roundTrips: 2 } },
  { do: "sample", label: "before" },
] as const satisfies readonly Step[];

export const afterSteps = [
  { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 3000, roundTrips: 8 } },
] as const satisfies readonly Step[];

/** A proxy that forgets one of its two sockets runs out of descriptors. */
export const released = {
  id: "released",
  level: "MUST",
  kind: "growth",
  of: "descriptors",
  from: "before",
  to: "after",
  atMost: 2,
  statement: "When both sides have ended, the proxy holds no more descriptors than before.",
  source: "CWE-772: missing release of resource after effective lifetime",
} as const satisfies Check;
