/** Ranges of sequence numbers, apart from each other, in order: from the first up to another. */
export type Ranges = [from: number, to: number][];

/** Adds a range, and joins those that it touches. The ranges are changed. */
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

/** @returns whether all of a range is in them; an empty one always is. */
export function covers(ranges: Ranges, from: number, to: number): boolean {
  const range = ranges[firstEndingAt(ranges, to)];
  return to <= from || (range !== undefined && range[0] <= from);
}

/** @returns the index of the first range that ends at a number or behind it. */
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
