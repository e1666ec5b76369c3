/**
 * Sorted whole numbers as text: `0-3,7` is 0, 1, 2, 3 and 7. There may be a million of them, so that a
 * pattern with groups would need a stack as deep.
 */
export const rangesPattern = /^[\d,-]*$/;

/** @param numbers ascending, each once. */
export function formatRanges(numbers: Iterable<number>): string {
  const parts: string[] = [];
  let first = -1;
  let last = -1;
  const close = () => {
    if (first >= 0) {
      parts.push(first === last ? `${first}` : `${first}-${last}`);
    }
  };
  for (const number of numbers) {
    if (first < 0 || number !== last + 1) {
      close();
      first = number;
    }
    last = number;
  }
  close();
  return parts.join(",");
}

export interface Range {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** @param text as {@link formatRanges} writes it; a million numbers make it long. */
export function* parseRanges(text: string): Generator<Range> {
  for (const [, from = "", to = from] of text.matchAll(/(\d+)(?:-(\d+))?/g)) {
    yield { from: Number(from), to: Number(to) };
  }
}

export function countOf(text: string): number {
  let count = 0;
  for (const { from, to } of parseRanges(text)) {
    count += to - from + 1;
  }
  return count;
}

/**
 * @param texts ranges, of which no two have the same number.
 * @returns a function that finds the place of the text which has a number; -1 for none.
 */
export function startFinding(texts: readonly string[]): (number: number) => number {
  const ranges = texts.reduce((sum, text) => sum + rangesIn(text), 0);
  const froms = new Uint32Array(ranges);
  const tos = new Uint32Array(ranges);
  const places = new Uint32Array(ranges);
  let count = 0;
  for (const [place, text] of texts.entries()) {
    for (const { from, to } of parseRanges(text)) {
      froms[count] = from;
      tos[count] = to;
      places[count] = place;
      count += 1;
    }
  }
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const order = rows.sort((a, b) => (froms[a] ?? 0) - (froms[b] ?? 0));
  return (number) => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBefore = (tos[order[middle] ?? 0] ?? 0) < number;
      [low, high] = isBefore ? [middle + 1, high] : [low, middle];
    }
    const row = order[low];
    return row !== undefined && (froms[row] ?? 0) <= number ? (places[row] ?? -1) : -1;
  };
}

function rangesIn(text: string): number {
  let count = text === "" ? 0 : 1;
  for (let at = text.indexOf(","); at >= 0; at = text.indexOf(",", at + 1)) {
    count += 1;
  }
  return count;
}
