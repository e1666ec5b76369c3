import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Comparison, Standing } from "./compare.ts";
import { formatFigure, formatRange, formatSpread } from "./units.ts";

/** The columns of a comparison, in the words of every format; empty where one does not apply. */
interface StandingText {
  readonly name: string;
  readonly median: string;
  readonly spread: string;
  readonly ratio: string;
  readonly difference: string;
}

export function formatStanding(standing: Standing, comparison: Comparison): StandingText {
  const { unit } = figureKinds[comparison.figure.kind];
  return {
    name: standing.isYardstick ? `${standing.implementation} (yardstick)` : standing.implementation,
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

/** @returns why figures were not measured: each reason once, however many it left out. */
export function whyUnmeasured(comparisons: readonly Comparison[]): readonly string[] {
  const reasons = [...new Set(comparisons.flatMap(({ whyNone }) => whyNone))];
  return reasons.map((reason) => {
    const without = comparisons.filter(({ whyNone }) => whyNone.includes(reason));
    const some = without.some(({ standings }) => standings.length > 0);
    const titles = [...new Set(without.map(({ figure }) => figure.title))];
    const ids = [...new Set(without.map(({ scenario }) => scenario.id))];
    const extent = some ? "in some repetitions of" : "in";
    return `${titles.join(", ")} not measured ${extent} ${ids.join(", ")}: ${reason}`;
  });
}
