import { deriveSeed } from "../../protocol/random.ts";
import { figureKinds } from "../../scenario/figure-kinds.ts";
import { bootstrap, bootstrapOfTwo, type Interval } from "../../statistics/bootstrap.ts";
import { holm } from "../../statistics/holm.ts";
import { mannWhitney } from "../../statistics/mann-whitney.ts";
import { median } from "../../statistics/quantile.ts";
import type { Measured, SampleGroup } from "./samples.ts";

/** One implementation's figure, and how it stands beside the best. */
export interface Standing {
  readonly implementation: string;
  /** Whether it is shown beside the others, behind them, and never the best. */
  readonly isYardstick: boolean;
  readonly median: number;
  /** Of the median, with 95 % confidence. */
  readonly interval: Interval;
  readonly repetitions: number;
  readonly isBest: boolean;
  /** The median over the best one's; null for the best itself, and where a median is not above 0. */
  readonly ratio: { readonly value: number; readonly interval: Interval } | null;
  /** Against the best; null for the best itself, and for yardsticks. */
  readonly difference: Difference | null;
}

/** Whether two groups differ, by the Mann-Whitney test with Holm's correction over all pairs. */
interface Difference {
  readonly p: number;
  /** Cliff's delta. */
  readonly delta: number;
  readonly isShown: boolean;
}

export interface Comparison extends Measured {
  /** The best first. */
  readonly standings: readonly Standing[];
  /**
   * How many repetitions of each could show a difference, where those that there are could not
   * however far apart they were; null where they could.
   */
  readonly repetitionsNeeded: number | null;
}

/** A difference counts where chance alone would give it less than one time in twenty. */
const significance = 0.05;

/** Compares the implementations of one figure with the best of them. */
export function compare(measured: Measured, seed: number): Comparison {
  const { lessIsBetter } = figureKinds[measured.figure.kind];
  const sorted = measured.groups
    .map((group) => ({ group, median: median(group.values) }))
    .toSorted((a, b) => (lessIsBetter ? a.median - b.median : b.median - a.median))
    .map(({ group }) => group);
  const isYardstick = ({ isYardstick = false }: SampleGroup) => isYardstick;
  const ranked = sorted.filter((group) => !isYardstick(group));
  const [best] = ranked;
  const differences = comparePairs(ranked);
  const standings = [...ranked, ...sorted.filter(isYardstick)].map((group): Standing => {
    const own = { seed: deriveSeed(seed, group.implementation) };
    const isBest = best === undefined || group === best;
    const hasRatio = !isBest && [group, best].every(({ values }) => median(values) > 0);
    return {
      implementation: group.implementation,
      isYardstick: isYardstick(group),
      median: median(group.values),
      interval: bootstrap(group.values, median, own),
      repetitions: group.values.length,
      isBest: group === best,
      ratio: hasRatio
        ? {
            value: median(group.values) / median(best.values),
            interval: bootstrapOfTwo(group.values, best.values, ratioOfMedians, own),
          }
        : null,
      difference: isBest ? null : (differences.get(pairOf(best, group)) ?? null),
    };
  });
  return { ...measured, standings, repetitionsNeeded: repetitionsNeeded(ranked) };
}

/** @returns by pair, the better one first. */
function comparePairs(sorted: readonly SampleGroup[]): ReadonlyMap<string, Difference> {
  const pairs = sorted.flatMap((first, index) =>
    sorted.slice(index + 1).map((second) => ({
      pair: pairOf(first, second),
      ...mannWhitney(second.values, first.values),
    })),
  );
  const corrected = holm(pairs.map(({ p }) => p));
  return new Map(
    pairs.map(({ pair, delta }, index) => {
      const p = corrected[index] ?? 1;
      return [pair, { p, delta, isShown: p < significance }];
    }),
  );
}

function repetitionsNeeded(groups: readonly SampleGroup[]): number | null {
  const pairs = (groups.length * (groups.length - 1)) / 2;
  const fewest = Math.min(...groups.map(({ values }) => values.length));
  if (pairs === 0 || canShow(fewest, pairs)) {
    return null;
  }
  let needed = fewest;
  while (!canShow(needed, pairs)) {
    needed += 1;
  }
  return needed;
}

/** Whether groups of that size, wholly apart, are told apart after the correction. */
function canShow(repetitions: number, pairs: number): boolean {
  const below = Array.from({ length: repetitions }, (_, index) => index);
  const above = below.map((each) => each + repetitions);
  return mannWhitney(below, above).p * pairs < significance;
}

function pairOf(first: SampleGroup, second: SampleGroup): string {
  return `${first.implementation} ${second.implementation}`;
}

function ratioOfMedians(first: readonly number[], second: readonly number[]): number {
  return median(first) / median(second);
}
