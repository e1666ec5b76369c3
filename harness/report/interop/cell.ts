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

/** The part of a matrix that is shown as one table: a network, and a proxy where there is one. */
export type InteropBlock = Pick<InteropCell, "network" | "proxy">;

/** @returns the blocks in the order in which they are shown: on each network, the direct one first. */
export function blocksOf({
  networks,
  proxies = [],
}: Pick<InteropMatrix, "networks" | "proxies">): readonly InteropBlock[] {
  return networks.flatMap((network) => [
    { network },
    ...proxies.map(({ name: proxy }) => ({ network, proxy })),
  ]);
}

/** @returns for example `Through cpp-proxy, on lte`; empty where there is one block, on a clean network. */
export function blockTitle(
  { network, proxy }: InteropBlock,
  { networks, proxies = [] }: Pick<InteropMatrix, "networks" | "proxies">,
): string {
  const cleanOnly = networks.every((name) => name === "clean");
  const way = proxy === undefined ? "directly" : `through ${proxy}`;
  const words = [
    ...(proxies.length === 0 ? [] : [way]),
    ...(cleanOnly ? [] : [`on ${network}`]),
  ].join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function cellOf(
  { cells }: Pick<InteropMatrix, "cells">,
  place: InteropBlock & Pick<InteropCell, "client" | "server">,
): InteropCell | undefined {
  return cells.find(
    ({ client, server, network, proxy }) =>
      client === place.client &&
      server === place.server &&
      network === place.network &&
      proxy === place.proxy,
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
const allWork = "Every client works with every server";

/** @returns the conclusions as sentences, or that all is well; nothing where little was judged. */
export function conclusionLines({
  conclusions,
  cells,
  proxies = [],
}: InteropMatrix): readonly string[] {
  const isWhole = cells.every(({ results }) =>
    results.every(({ verdict }) => verdict === "pass" || verdict === "unsupported"),
  );
  const anyhow = proxies.length === 0 ? "" : ", directly and through every proxy";
  return conclusions.length === 0 && isWhole
    ? [`${allWork}${anyhow}.`]
    : conclusions.map(({ text }) => text);
}
