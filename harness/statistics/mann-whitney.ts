import { normalTail } from "./normal.ts";
import { rank } from "./ranks.ts";

/** Whether two independent groups differ, and how much. */
export interface MannWhitney {
  /** The U statistic of the first group: pairs in which its sample is the larger one, ties as half. */
  readonly u: number;
  /** Two-sided: how probable a difference at least this large is if there is none. */
  readonly p: number;
  /**
   * Cliff's delta, -1 to 1: the share of pairs in which the first one is larger, less the share in
   * which it is smaller (Cliff, 1993).
   */
  readonly delta: number;
}

/** Above it the normal approximation is close: what SciPy and R do as well, give or take. */
const exactUpTo = 8;

/**
 * The Mann-Whitney U test (Mann and Whitney, 1947), exact for small groups without ties, else with
 * the normal approximation, corrected for ties and continuity.
 *
 * @param first at least one sample; so `second`.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney {
  const pairs = first.length * second.length;
  const { ranks, ties } = rank([...first, ...second]);
  const rankSum = ranks.slice(0, first.length).reduce((sum, each) => sum + each, 0);
  const u = rankSum - (first.length * (first.length + 1)) / 2;
  const isSmall = Math.min(first.length, second.length) <= exactUpTo;
  const hasTies = ties.some((count) => count > 1);
  const p =
    isSmall && !hasTies
      ? exactP(u, first.length, second.length)
      : approximateP(u, first.length, second.length, ties);
  return { u, p: Math.min(1, p), delta: (2 * u - pairs) / pairs };
}

function exactP(u: number, first: number, second: number): number {
  const counts = countOrders(first, second);
  const orders = counts.reduce((sum, count) => sum + count, 0);
  const least = Math.min(u, first * second - u);
  const tail = counts.slice(0, least + 1).reduce((sum, count) => sum + count, 0);
  return (2 * tail) / orders;
}

/** @returns in how many orders of the samples each U comes out, from 0. */
function countOrders(first: number, second: number): readonly number[] {
  // The Gaussian binomial coefficient: a product of (1 - q^(second + i)) / (1 - q^i).
  const counts: number[] = [1, ...new Array(first * second).fill(0)];
  for (let each = 1; each <= first; each += 1) {
    for (let place = counts.length - 1; place >= second + each; place -= 1) {
      counts[place] = (counts[place] ?? 0) - (counts[place - second - each] ?? 0);
    }
    for (let place = each; place < counts.length; place += 1) {
      counts[place] = (counts[place] ?? 0) + (counts[place - each] ?? 0);
    }
  }
  return counts;
}

function approximateP(u: number, first: number, second: number, ties: readonly number[]): number {
  const all = first + second;
  const tied = ties.reduce((sum, count) => sum + (count ** 3 - count), 0);
  const variance = ((first * second) / 12) * (all + 1 - tied / (all * (all - 1)));
  if (variance === 0) {
    return 1;
  }
  const distance = Math.abs(u - (first * second) / 2) - 0.5;
  return 2 * normalTail(distance / Math.sqrt(variance));
}
