import type { Figure } from "./figure.ts";

/** The unit of each kind, and whether less of it is better. */
export const figureKinds = {
  latency: { unit: "ms", lessIsBetter: true },
  wireLatency: { unit: "ms", lessIsBetter: true },
  throughput: { unit: "bit/s", lessIsBetter: false },
  rate: { unit: "1/s", lessIsBetter: false },
  fairness: { unit: "1", lessIsBetter: false },
  recovery: { unit: "ms", lessIsBetter: true },
  start: { unit: "ms", lessIsBetter: true },
  cpuPerMessage: { unit: "s/million", lessIsBetter: true },
  cpuPerByte: { unit: "s/GB", lessIsBetter: true },
  memory: { unit: "B", lessIsBetter: true },
  memoryPerConnection: { unit: "B", lessIsBetter: true },
} as const satisfies Record<
  Figure["kind"],
  { readonly unit: string; readonly lessIsBetter: boolean }
>;
