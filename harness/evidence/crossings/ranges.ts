/** Disjoint, ordered ranges of sequence numbers, end exclusive. */
export type Ranges = [from: number, to: number][];

/** Adds a range, and merges those it touches. Modifies the ranges. */
export function addRange(ranges: Ranges, from: number, to: number): void {
  if (to <= from) {
    return;
  }
  const first = firstEndingAt(ranges, from);
  let last = first;
  let joined: Ranges[number] = [from, to];
  for (let range = ranges[last]; range !== undefined && range[0] <= to; range = ranges[last]) {
    joined = [Math.min(joined[0], range[0]), Math.max(joined[1], range[1])];
    last += 1;
  }
  ranges.splice(first, last - first, joined);
}

/** @returns whether they cover a range; an empty range is always covered. */
export function covers(ranges: Ranges, from: number, to: number): boolean {
  const range = ranges[firstEndingAt(ranges, to)];
  return to <= from || (range !== undefined && range[0] <= from);
}

/** @returns the index of the first range that ends at or after a number. */
function firstEndingAt(ranges: Ranges, end: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.[1] ?? 0) < end) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
