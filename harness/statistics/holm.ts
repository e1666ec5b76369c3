/**
 * Holm's correction of p values for as many comparisons as there are (Holm, 1979): each is then as
 * rare as it says although many were made.
 *
 * @returns the corrected ones, in the same order.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected: number[] = new Array(values.length).fill(1);
  let largest = 0;
  for (const [place, { p, index }] of order.entries()) {
    largest = Math.min(1, Math.max(largest, p * (values.length - place)));
    corrected[index] = largest;
  }
  return corrected;
}
