/** The places in a plan that have a result. */
export interface Indices {
  readonly size: number;
  has(index: number): boolean;
}

/** Plans are numbered without holes, and a run of this share of one needs less as bytes than as a set. */
const bytesForEach = 16;

/** @returns the distinct indices of cases, of which retried ones have several. */
export function indicesOf(cases: readonly { readonly index: number }[]): Indices {
  const last = cases.reduce((most, { index }) => Math.max(most, index), 0);
  if (last > (cases.length + 1) * bytesForEach) {
    return new Set(cases.map(({ index }) => index));
  }
  const marks = new Uint8Array(last + 1);
  let size = 0;
  for (const { index } of cases) {
    size += marks[index] === 0 ? 1 : 0;
    marks[index] = 1;
  }
  return { size, has: (index) => marks[index] === 1 };
}
