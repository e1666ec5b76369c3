import { leafSteps } from "../../../scenario/leaf-steps.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { chart } from "../../pictures/chart/chart.ts";
import { formatFigure } from "../units.ts";
import type { MeasuredOn } from "./measured-case.ts";
import { linesOf, type PlacedComparison, pointWords } from "./points.ts";

/** Memory against connections, where it was sampled at several numbers of them. */
export function memoryPlots(measured: MeasuredOn): readonly string[] {
  const connectionsAt = connectionsAtSamples(measured.scenario);
  const placed = measured.comparisons.flatMap((comparison): readonly PlacedComparison[] => {
    const { figure } = comparison;
    const x = figure.kind === "memory" ? (connectionsAt.get(figure.at) ?? 0) : 0;
    return x === 0 ? [] : [{ x, comparison }];
  });
  const numbers = [...new Set(placed.map(({ x }) => x))];
  const lines = linesOf(placed, measured.implementations);
  if (numbers.length < 2 || lines.every(({ points }) => points.length === 0)) {
    return [];
  }
  return [
    chart({
      title: `Memory against connections, ${measured.scenario.id} on ${measured.network}`,
      subtitle: pointWords,
      x: {
        label: "connections",
        scale: "log",
        ticks: numbers,
        format: (count) => count.toLocaleString("en"),
      },
      y: {
        label: "resident memory",
        scale: "log",
        base: 2,
        format: (bytes) => formatFigure(bytes, "B"),
      },
      lines,
    }),
  ];
}

/** @returns how many connections the steps before each sample made, by the sample's label. */
function connectionsAtSamples({ steps }: Scenario): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  let made = 0;
  for (const step of leafSteps(steps)) {
    if (step.do === "connect") {
      made += step.count ?? 1;
    } else if (step.do === "sample") {
      numbers.set(step.label, made);
    } else if (step.do === "load" && step.idleSample !== undefined) {
      numbers.set(step.idleSample, made + (step.connections ?? 1));
    }
  }
  return numbers;
}
