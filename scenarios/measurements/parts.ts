import type { Check } from "../../harness/scenario/check.ts";
import type { Figure } from "../../harness/scenario/figure.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** What every load must come to for its figures to count. */
export function echoedUnder(load: string): Check {
  return {
    id: "echoed",
    level: "MUST",
    kind: "loadEchoed",
    load,
    statement: "Every message of the load is echoed unchanged.",
    source: "RFC 862, TCP based echo service: any data received is sent back",
  };
}

/** The tail is what users notice, and the median hides. */
export function latencyFigures(load: string): readonly Figure[] {
  const percentiles = [
    { id: "p50", title: "median", percentile: 50 },
    { id: "p90", title: "90th percentile", percentile: 90 },
    { id: "p99", title: "99th percentile", percentile: 99 },
    { id: "p999", title: "99.9th percentile", percentile: 99.9 },
    { id: "max", title: "slowest", percentile: 100 },
  ];
  return percentiles.map((each) => ({ ...each, kind: "latency", load }));
}

/** The server's own part of it, without the link's and the client's. */
export function wireLatencyFigures(load: string): readonly Figure[] {
  const percentiles = [
    { id: "wire-p50", title: "median on the wire", percentile: 50 },
    { id: "wire-p99", title: "99th percentile on the wire", percentile: 99 },
    { id: "wire-max", title: "slowest on the wire", percentile: 100 },
  ];
  return percentiles.map((each) => ({ ...each, kind: "wireLatency", load }));
}

/** The implementation's processor time over a load. */
export function sampledAround(load: Step): readonly Step[] {
  return [{ do: "sample", label: "before" }, load, { do: "sample", label: "after" }];
}

/** Long enough for a window to open and for what a runtime compiles as it goes. */
export const warmUp = { ms: 500, roundTrips: 8 };

export const measured = { ms: 2000, roundTrips: 10 };
