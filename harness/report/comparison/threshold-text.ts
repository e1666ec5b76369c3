import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Paint } from "../terminal/glyphs.ts";
import type { Measured } from "./samples.ts";
import type { ThresholdResult } from "./threshold.ts";
import { formatFigure, formatRange } from "./units.ts";

const signs = { held: "✓", broken: "✗", undecided: "?" } as const;
const colours = { held: "green", broken: "red", undecided: "yellow" } as const;

/** A line for each implementation that a threshold judged. */
export function formatThresholds(
  results: readonly ThresholdResult[],
  measured: readonly Measured[],
  paint: Paint,
): string {
  return results
    .map((result) => {
      const { threshold, network, implementation, state } = result;
      const subject = `${threshold.text}, ${implementation} on ${network}`;
      return paint(
        colours[state],
        `${signs[state]} ${subject}: ${state}, ${found(result, measured)}\n`,
      );
    })
    .join("");
}

function found({ threshold, interval }: ThresholdResult, measured: readonly Measured[]): string {
  if (interval === null) {
    return `${threshold.reference ?? "it"} was not measured`;
  }
  if (threshold.reference !== null) {
    return `${formatRange(interval, (times) => times.toFixed(2))} times ${threshold.reference}`;
  }
  const own = measured.find(
    ({ scenario, figure }) => scenario.id === threshold.scenario && figure.id === threshold.figure,
  );
  const unit = own === undefined ? "" : figureKinds[own.figure.kind].unit;
  return formatRange(interval, (value) => formatFigure(value, unit));
}
