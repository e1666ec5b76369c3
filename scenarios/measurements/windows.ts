import type { Figure } from "../../harness/scenario/figure.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { LeafStep } from "../../harness/scenario/step.ts";
import { echoedUnder, warmUp } from "./parts.ts";

type Load = Extract<LeafStep, { do: "load" }>;

/** In KiB. The kernel doubles them, and uses a part of that for its own records (socket(7)). */
const sizes = [16, 64, 256, 1024];

/** Enough on their way to fill the largest window. */
function bulk(kib: number): Load {
  return {
    do: "load",
    label: labelOf(kib),
    bytes: 16_384,
    depth: 256,
    queueAtMost: { ms: 2000, roundTrips: 1 },
    receiveBufferBytes: kib * 1024,
    sendBufferBytes: kib * 1024,
    warmUp,
    duration: { ms: 1000, roundTrips: 10 },
  };
}

function labelOf(kib: number): string {
  return `kib-${kib}`;
}

function throughputAt(kib: number): Figure {
  const title = `throughput with buffers of ${kib} KiB`;
  return { id: labelOf(kib), title, kind: "throughput", load: labelOf(kib) };
}

export const windows: Scenario = {
  id: "throughput/windows",
  title: "Throughput against the client's socket buffers",
  why:
    "A sender can have no more on its way than the window that its peer announces, so throughput is at most " +
    "window per round trip, up to the link's rate. From which size on it stops to grow is bandwidth × delay.",
  sources: ["RFC 7323 §1.1: window scaling, and the bandwidth-delay product"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: sizes.map(bulk),
  stimulus: [],
  figures: sizes.map(throughputAt),
  checks: [echoedUnder(labelOf(1024))],
};
