import { randomIntegers } from "../protocol/random.ts";
import { ascending, quantile } from "./quantile.ts";

/** Where a figure lies, with 95 % confidence unless said otherwise. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Default: 0.95. */
  readonly confidence?: number;
  /** Default: 10,000. */
  readonly resamples?: number;
}

/**
 * The bootstrap interval of a statistic of one group: percentiles of what resamples give (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
 *
 * The samples must be independent of each other: repetitions, never the messages of one.
 */
export function bootstrap(
  samples: readonly number[],
  statistic: (samples: readonly number[]) => number,
  options: BootstrapOptions,
): Interval {
  const resample = startResampling(options.seed);
  return intervalOf(options, () => statistic(resample(samples)));
}

/** The same for a statistic of two independent groups, such as the ratio of their medians. */
export function bootstrapOfTwo(
  first: readonly number[],
  second: readonly number[],
  statistic: (first: readonly number[], second: readonly number[]) => number,
  options: BootstrapOptions,
): Interval {
  const resample = startResampling(options.seed);
  return intervalOf(options, () => statistic(resample(first), resample(second)));
}

function intervalOf(
  { confidence = 0.95, resamples = 10_000 }: BootstrapOptions,
  draw: () => number,
): Interval {
  const drawn = ascending(Array.from({ length: resamples }, draw));
  const tail = (1 - confidence) / 2;
  return { low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) };
}

/** Draws as many as there are, with replacement. */
function startResampling(seed: number): (samples: readonly number[]) => readonly number[] {
  const next = randomIntegers(seed, 0, 2 ** 32 - 2);
  return (samples) => samples.map(() => samples[next() % samples.length] ?? Number.NaN);
}
