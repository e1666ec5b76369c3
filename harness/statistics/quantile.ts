/**
 * A quantile of samples, interpolated between the two nearest ones (type 7 of Hyndman and Fan, 1996:
 * what R and NumPy do by default).
 *
 * @param sorted in ascending order, at least one.
 * @param share 0 for the least, 0.5 for the median, 1 for the most.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) {
    throw new RangeError(
      `Expected samples and a share from 0 to 1, found ${sorted.length} and ${share}.`,
    );
  }
  return below + (above - below) * (place - Math.floor(place));
}

/** The middle one of an odd number of samples, and the mean of the two in the middle of an even one. */
export function median(samples: readonly number[]): number {
  return quantile(ascending(samples), 0.5);
}

export function ascending(samples: readonly number[]): Float64Array {
  return Float64Array.from(samples).sort();
}
