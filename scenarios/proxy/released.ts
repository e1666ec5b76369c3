import type { Check } from "../../harness/scenario/check.ts";
import type { Step } from "../../harness/scenario/step.ts";

/**
 * Plays a round of connections twice, and looks at the descriptors behind each. What a proxy keeps of
 * the first round to use it again, such as the pipes of splice(2), serves the second too; what it has
 * forgotten adds up.
 */
export function playTwice(round: readonly Step[]): Step[] {
  return [
    ...round,
    { do: "pause", duration: { ms: 300, roundTrips: 4 } },
    { do: "sample", label: "before" },
    ...round,
    { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 3000, roundTrips: 8 } },
  ];
}

/** A proxy that forgets one of its two sockets runs out of descriptors. */
export const released = {
  id: "released",
  level: "MUST",
  kind: "growth",
  of: "descriptors",
  from: "before",
  to: "after",
  atMost: 2,
  statement:
    "When both sides of all connections have ended, the proxy holds no more descriptors than after the first round.",
  source: "CWE-772: missing release of resource after effective lifetime",
} as const satisfies Check;
