/**
 * Jain's fairness index (Jain, Chiu and Hawe, 1984): 1 where all get the same, 1/n where one of n
 * gets everything.
 *
 * @returns null where nobody got anything.
 */
export function jainIndex(shares: readonly number[]): number | null {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share ** 2, 0);
  return squares === 0 ? null : sum ** 2 / (shares.length * squares);
}
