import type { InteropCell, InteropMatrix, InteropResult, InteropVerdict } from "./matrix.ts";

/** What happened to some scenarios of a cell. */
export interface CellPart {
  readonly verdict: InteropVerdict;
  readonly sign: string;
  readonly results: readonly InteropResult[];
}

/** In the order in which they stand in a cell. */
const signs: readonly (readonly [InteropVerdict, string, string])[] = [
  ["pass", "✓", "works"],
  ["fail", "✗", "fails"],
  ["error", "!", "error of the harness"],
  ["inconclusive", "?", "inconclusive"],
  ["not-run", "·", "not run"],
  ["unsupported", "–", "not supported"],
];

/** @returns the scenarios by what happened to them, those that worked first. */
export function partsOf({ results }: InteropCell): readonly CellPart[] {
  return signs.flatMap(([verdict, sign]) => {
    const own = results.filter((result) => result.verdict === verdict);
    return own.length === 0 ? [] : [{ verdict, sign, results: own }];
  });
}

/** @returns for example `✓SET ✗ML`; empty for a pair that was not played. */
export function cellText(cell: InteropCell | undefined): string {
  const parts = cell === undefined ? [] : partsOf(cell);
  return parts
    .map(({ sign, results }) => `${sign}${results.map(({ letter }) => letter).join("")}`)
    .join(" ");
}

export function cellOf(
  { cells }: Pick<InteropMatrix, "cells">,
  place: Pick<InteropCell, "client" | "server" | "network">,
): InteropCell | undefined {
  return cells.find(
    ({ client, server, network }) =>
      client === place.client && server === place.server && network === place.network,
  );
}

/**
 * @returns where a result is to be looked at, relative to the run's folder: a pass in its evidence, all
 *   else in the report, which draws it; null away from the run.
 */
export function hrefOf({ verdict, evidence, anchor }: InteropResult): string | null {
  if (verdict === "pass" && evidence !== null) {
    return evidence;
  }
  return anchor === null ? null : `report.html#${anchor}`;
}

/** The meanings of the letters and of the signs that stand in the matrix. */
export function legendOf({ scenarios, cells }: InteropMatrix): {
  readonly letters: readonly string[];
  readonly signs: readonly string[];
} {
  const verdicts = new Set(cells.flatMap(({ results }) => results.map(({ verdict }) => verdict)));
  return {
    letters: scenarios.map(({ id, letter }) => `${letter} ${id.replace(/^.*\//, "")}`),
    signs: signs.flatMap(([verdict, sign, words]) =>
      verdicts.has(verdict) ? [`${sign} ${words}`] : [],
    ),
  };
}

/** In words, for what is below the matrix where nothing failed. */
const allWork = "Every client works with every server.";

/** @returns the conclusions as sentences, or that all is well; nothing where little was judged. */
export function conclusionLines({ conclusions, cells }: InteropMatrix): readonly string[] {
  const isWhole = cells.every(({ results }) =>
    results.every(({ verdict }) => verdict === "pass" || verdict === "unsupported"),
  );
  return conclusions.length === 0 && isWhole ? [allWork] : conclusions.map(({ text }) => text);
}
