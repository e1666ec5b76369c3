/** Ranks from 1; equal samples share the mean of their ranks. */
export interface Ranks {
  readonly ranks: readonly number[];
  /** How many samples are equal, for each value that occurs. */
  readonly ties: readonly number[];
}

export function rank(samples: readonly number[]): Ranks {
  const order = samples.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks: number[] = new Array(samples.length).fill(0);
  const ties: number[] = [];
  for (let first = 0; first < order.length; ) {
    let end = first;
    while (end < order.length && order[end]?.value === order[first]?.value) {
      end += 1;
    }
    for (const { index } of order.slice(first, end)) {
      ranks[index] = (first + 1 + end) / 2;
    }
    ties.push(end - first);
    first = end;
  }
  return { ranks, ties };
}
