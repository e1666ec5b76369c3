import { figureKinds } from "../../scenario/figure-kinds.ts";
import { csvRows } from "../formats/csv.ts";
import type { Measured } from "./samples.ts";

const columns = [
  "network",
  "measurement",
  "figure",
  "unit",
  "implementation",
  "repetition",
  "value",
];

/** What each repetition gave, a line each (RFC 4180), for tools that compute by themselves. */
export function formatCsv(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ network, scenario, figure, groups }) =>
    groups.flatMap(({ implementation, values }) =>
      values.map((value, index) => [
        network,
        scenario.id,
        figure.id,
        figureKinds[figure.kind].unit,
        implementation,
        `${index + 1}`,
        `${value}`,
      ]),
    ),
  );
  return csvRows([columns, ...rows]);
}
