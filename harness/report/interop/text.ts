import { flow, shorten } from "../terminal/fit.ts";
import type { Paint } from "../terminal/glyphs.ts";
import { blocksOf, blockTitle, cellOf, cellText, conclusionLines, legendOf } from "./cell.ts";
import type { InteropMatrix, InteropSide } from "./matrix.ts";

const nameColumnsMax = 20;
const gap = 2;

/**
 * Draws servers × clients, a block for each network and proxy. On a screen that is too narrow, several
 * follow one another, each with some of the clients.
 */
export function formatInterop(
  matrix: InteropMatrix,
  { paint, screenColumns }: { readonly paint: Paint; readonly screenColumns: number },
): string {
  const { clients, servers } = matrix;
  const nameWidth = Math.min(
    nameColumnsMax,
    Math.max(...["server", ...servers.map(({ name }) => name)].map(({ length }) => length)),
  );
  const headings = headingsOf(clients);
  const width =
    gap +
    Math.max(
      ...[...headings.values()].map(({ length }) => length),
      ...matrix.cells.map((cell) => cellText(cell).length),
    );
  const fitting = Math.max(1, Math.floor((screenColumns - nameWidth) / width));
  const blocks = blocksOf(matrix).flatMap((block) =>
    inGroups(clients, fitting).map((group) =>
      [
        paint("bold", headingOf(blockTitle(block, matrix))),
        row(
          "server",
          group.map(({ name }) => headings.get(name) ?? name),
          { nameWidth, width },
        ),
        ...servers.map(({ name }) => {
          const cells = group.map((client) =>
            cellText(cellOf(matrix, { ...block, client: client.name, server: name })),
          );
          return painted(row(shorten(name, nameWidth), cells, { nameWidth, width }), paint);
        }),
      ].join("\n"),
    ),
  );
  const { letters, signs } = legendOf(matrix);
  const legend = [...flow(letters, screenColumns), ...flow(signs, screenColumns)];
  const conclusions = conclusionLines(matrix).flatMap((line) => wrap(line, screenColumns));
  return [
    ...blocks,
    legend.map((line) => paint("dim", line)).join("\n"),
    ...(conclusions.length === 0 ? [] : [conclusions.join("\n")]),
  ].join("\n\n");
}

/** @param title of the block. */
function headingOf(title: string): string {
  const where = title === "" ? "" : `, ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
  return `Rows are servers, columns are clients${where}:`;
}

const suffix = "-client";

/** What all clients' names end with says nothing in a heading. */
function headingsOf(clients: readonly InteropSide[]): ReadonlyMap<string, string> {
  const isShort = clients.every(({ name }) => name.endsWith(suffix));
  return new Map(clients.map(({ name }) => [name, isShort ? name.slice(0, -suffix.length) : name]));
}

function row(
  name: string,
  cells: readonly string[],
  { nameWidth, width }: { readonly nameWidth: number; readonly width: number },
): string {
  const columns = cells.map((cell) => `${" ".repeat(gap)}${cell}`.padEnd(width)).join("");
  return `${name.padEnd(nameWidth)}${columns}`.trimEnd();
}

function painted(line: string, paint: Paint): string {
  return line
    .replace(/✓\w+/g, (part) => paint("green", part))
    .replace(/✗\w+/g, (part) => paint("red", part))
    .replace(/[?·]\w+/g, (part) => paint("yellow", part))
    .replace(/!\w+/g, (part) => paint("magenta", part))
    .replace(/–\w+/g, (part) => paint("dim", part));
}

function inGroups<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return all.flatMap((_, index) => (index % size === 0 ? [all.slice(index, index + size)] : []));
}

/** Breaks a sentence between words; further lines are indented. */
function wrap(sentence: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(last === undefined ? word : `  ${word}`);
    }
  }
  return lines;
}
