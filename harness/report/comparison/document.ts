import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Comparison } from "./compare.ts";

/** Raised when a reader of what `compare --json` and `bench --json` write would misread it. */
export const comparisonSchemaVersion = 1;

/** All that was measured and compared, as JSON text. */
export function comparisonDocument(comparisons: readonly Comparison[]): string {
  const figures = comparisons.map(
    ({ network, scenario, figure, groups, standings, ...compared }) => {
      const { unit, lessIsBetter } = figureKinds[figure.kind];
      return {
        network,
        measurement: scenario.id,
        figure: figure.id,
        title: figure.title,
        unit,
        lessIsBetter,
        repetitionsNeeded: compared.repetitionsNeeded,
        implementations: standings.map(({ implementation, repetitions: _, ...standing }) => ({
          implementation,
          values: groups.find((group) => group.implementation === implementation)?.values ?? [],
          ...standing,
        })),
      };
    },
  );
  return `${JSON.stringify({ schemaVersion: comparisonSchemaVersion, figures }, null, 2)}\n`;
}
