import { deriveSeed } from "../../protocol/random.ts";
import { figureKinds } from "../../scenario/figure-kinds.ts";
import { bootstrap, bootstrapOfTwo, type Interval } from "../../statistics/bootstrap.ts";
import { median } from "../../statistics/quantile.ts";
import type { Measured, SampleGroup } from "./samples.ts";

/** A limit on a figure, absolute or relative to another implementation of the same run. */
export interface FigureThreshold {
  /** As it was written. */
  readonly text: string;
  /** Id of the measurement. */
  readonly scenario: string;
  readonly figure: string;
  readonly isUpper: boolean;
  /** In the figure's unit, or a factor of the reference if it has one. */
  readonly limit: number;
  /** Whose median is multiplied by the limit; null for an absolute one. */
  readonly reference: string | null;
}

/** How one implementation stands to a threshold on one network. */
export interface ThresholdResult {
  readonly threshold: FigureThreshold;
  readonly network: string;
  readonly implementation: string;
  /** `undecided` if the interval contains the limit, or nothing can be compared. */
  readonly state: "held" | "broken" | "undecided";
  /** Of the median, or of its ratio to the reference's; null where nothing was measured. */
  readonly interval: Interval | null;
}

/** Holds figures of all but yardsticks against thresholds. The interval decides, not the median. */
export function judgeThresholds(
  measured: readonly Measured[],
  thresholds: readonly FigureThreshold[],
  seed: number,
): readonly ThresholdResult[] {
  return thresholds.flatMap((threshold) =>
    measured
      .filter(
        ({ scenario, figure }) =>
          scenario.id === threshold.scenario && figure.id === threshold.figure,
      )
      .flatMap((each) => judgeOn(each, threshold, seed)),
  );
}

function judgeOn(
  { network, groups }: Measured,
  threshold: FigureThreshold,
  seed: number,
): readonly ThresholdResult[] {
  const reference = groups.find(({ implementation }) => implementation === threshold.reference);
  return groups
    .filter((group) => group !== reference && group.isYardstick !== true)
    .map((group) => {
      const interval = intervalOf(group, { threshold, reference, seed });
      const state = stateOf(interval, threshold);
      return { threshold, network, implementation: group.implementation, state, interval };
    });
}

interface Compared {
  readonly threshold: FigureThreshold;
  readonly reference: SampleGroup | undefined;
  readonly seed: number;
}

function intervalOf(
  { implementation, values }: SampleGroup,
  { threshold, reference, seed }: Compared,
): Interval | null {
  const options = { seed: deriveSeed(seed, implementation) };
  if (threshold.reference === null) {
    return bootstrap(values, median, options);
  }
  return reference === undefined
    ? null
    : bootstrapOfTwo(
        values,
        reference.values,
        (own, other) => median(own) / median(other),
        options,
      );
}

function stateOf(
  interval: Interval | null,
  { limit, isUpper }: FigureThreshold,
): ThresholdResult["state"] {
  if (interval === null) {
    return "undecided";
  }
  const { low, high } = interval;
  if (isUpper ? high <= limit : low >= limit) {
    return "held";
  }
  return (isUpper ? low > limit : high < limit) ? "broken" : "undecided";
}

/** Multiples of a figure's own unit, by how users write them. */
const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ms: { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3 },
  "bit/s": { "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9 },
  B: { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
  "1/s": { "/s": 1, "": 1 },
  "1": { "": 1 },
  "s/million": { s: 1 },
  "s/GB": { s: 1 },
};

/** @returns how a number of that unit can be written; undefined for an unknown figure's kind. */
export function unitsOf(kind: keyof typeof figureKinds): Readonly<Record<string, number>> {
  return units[figureKinds[kind].unit] ?? {};
}
