import { shorten } from "./fit.ts";

/** A column of the matrix: one implementation. */
export interface MatrixColumn {
  readonly name: string;
  /** The name, shortened where it does not fit. */
  readonly heading: string;
  /** Includes the gap before it. */
  readonly width: number;
}

/** How the matrix lies on a screen: blocks below one another, each with all scenarios. */
export interface MatrixLayout {
  /** Width of the column with the scenarios' names. */
  readonly nameWidth: number;
  readonly blocks: readonly (readonly MatrixColumn[])[];
}

const gap = 2;
/** A cell such as `≈ 12/100`. */
const cellWidth = 8;
/** Less of a scenario's name, or of a network's, is of no use. */
const nameWidthMin = 16;

/**
 * Distributes the implementations over as many blocks as it takes.
 *
 * @param names.rows everything that stands in the first column.
 * @param screenColumns the width of the screen; infinite where nothing limits it.
 */
export function layOutMatrix(
  names: { readonly rows: readonly string[]; readonly implementations: readonly string[] },
  screenColumns: number,
): MatrixLayout {
  const natural = Math.max(...names.rows.map((name) => name.length));
  const nameWidth = Math.min(natural, Math.max(nameWidthMin, screenColumns - gap - cellWidth));
  const room = Math.max(screenColumns - nameWidth, gap + cellWidth);
  const blocks: MatrixColumn[][] = [];
  let used = 0;
  for (const column of columnsFor(names.implementations, room - gap)) {
    if (blocks.length === 0 || used + column.width > room) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)?.push(column);
    used += column.width;
  }
  return { nameWidth, blocks };
}

function columnsFor(names: readonly string[], widthMax: number): readonly MatrixColumn[] {
  return names.map((name) => {
    const heading = shorten(name, widthMax);
    return { name, heading, width: gap + Math.max(heading.length, cellWidth) };
  });
}
