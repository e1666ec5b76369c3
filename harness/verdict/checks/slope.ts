import type { History } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { formatBytes } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { hiddenProcesses, measured, measureWords } from "./process-samples.ts";

/** A line through fewer points has no error worth the name. */
const pointsMin = 3;

/** A line is this many standard errors too steep by chance once in hundreds of cases. */
const errorsMax = 3;

/**
 * Only the second half of the samples counts: caches fill and heaps grow to their usual size in the
 * first one.
 */
export function judgeSlope(history: History, check: CheckOf<"slope">, atMost: number): Finding {
  const format = formats[check.of];
  const expected = `at most ${format(atMost)} more ${measureWords[check.of]} for each connection that has been`;
  const samples = history.samples.filter(({ label }) => label === check.samples);
  const seen = samples.flatMap(({ implementation, connectionsMade }) =>
    implementation === null
      ? []
      : [
          {
            x: connectionsMade,
            y: measured(implementation, check.of),
            alive: implementation.processes,
          },
        ],
  );
  if (samples.length > 0 && seen.length === 0) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const half = seen.slice(Math.floor(seen.length / 2));
  if (half.length < pointsMin || half.some(({ alive }) => alive === 0)) {
    return { status: "inconclusive", expected, observed: "too few samples were taken" };
  }
  const { slope, error } = fitLine(half);
  const [first, last] = [half[0], half.at(-1)];
  const observed = `${format(slope)} ± ${format(error)} for each of the last ${(last?.x ?? 0) - (first?.x ?? 0)} connections`;
  const status = slope - errorsMax * error > atMost ? "fail" : "pass";
  return { status, expected, observed };
}

const formatCount = (count: number) => count.toFixed(2);

const formats = {
  memory: (bytes: number) => formatBytes(Math.round(bytes)),
  addressSpace: (bytes: number) => formatBytes(Math.round(bytes)),
  descriptors: formatCount,
  threads: formatCount,
  processes: formatCount,
  zombies: formatCount,
} as const;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Least squares; `error` is the standard error of the slope. */
export function fitLine(points: readonly Point[]): {
  readonly slope: number;
  readonly error: number;
} {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (spread === 0) {
    return { slope: 0, error: 0 };
  }
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residue = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(residue / (points.length - 2) / spread) };
}
