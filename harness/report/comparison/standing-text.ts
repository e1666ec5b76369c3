import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Comparison, Standing } from "./compare.ts";
import { formatFigure, formatRange, formatSpread } from "./units.ts";

/** The columns of a comparison, in the words of every format; empty where one does not apply. */
export interface StandingText {
  readonly median: string;
  readonly spread: string;
  readonly ratio: string;
  readonly difference: string;
}

export function formatStanding(standing: Standing, comparison: Comparison): StandingText {
  const { unit } = figureKinds[comparison.figure.kind];
  return {
    median: formatFigure(standing.median, unit),
    spread: formatSpread(standing, unit),
    ratio: formatRatio(standing),
    difference: formatDifference(standing, comparison),
  };
}

function formatRatio({ ratio }: Standing): string {
  return ratio === null
    ? ""
    : `${ratio.value.toFixed(2)} × (${formatRange(ratio.interval, (times) => times.toFixed(2))})`;
}

function formatDifference({ difference }: Standing, { repetitionsNeeded }: Comparison): string {
  if (difference === null || repetitionsNeeded !== null) {
    return "";
  }
  return difference.isShown ? `p ${formatP(difference.p)}` : "no difference shown";
}

function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** @returns why no difference is shown, or null. */
export function repetitionAdvice({ repetitionsNeeded }: Comparison): string | null {
  return repetitionsNeeded === null
    ? null
    : `no difference can be shown with fewer than ${repetitionsNeeded} repetitions of each`;
}
