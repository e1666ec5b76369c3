/** Bursty loss, in terms a person would use. */
export interface BurstyLoss {
  /** Mean loss in percent, 0 to 99. */
  readonly meanPercent: number;
  /** Mean number of packets lost in a row, at least 1. */
  readonly meanBurst: number;
}

/** The probabilities of Gilbert's two-state chain, as fractions of 1. */
export interface GilbertModel {
  /** Probability of leaving the good state, in which every packet arrives, for the bad one. */
  readonly p: number;
  /** Probability of leaving the bad state, in which every packet is lost, for the good one. */
  readonly r: number;
}

/**
 * The bad state lasts 1/r packets on average, and p/(p + r) of the packets see it. So r = 1/b and
 * p = r·m/(1 − m) give mean loss m and mean burst length b.
 *
 * Source: tc-netem(8), `loss gemodel p r` ("Simple Gilbert"); Salsano, Ludovici, Ordine and
 * Giannuzzi, Definition of a general and intuitive loss model for packet networks, 2012.
 */
export function gilbertModel({ meanPercent, meanBurst }: BurstyLoss): GilbertModel {
  const mean = meanPercent / 100;
  const r = 1 / meanBurst;
  return { p: (r * mean) / (1 - mean), r };
}

/** At least one packet arrives between two bursts, which limits the mean loss of short bursts. */
export function isFeasible({ meanPercent, meanBurst }: BurstyLoss): boolean {
  return meanPercent <= largestMeanPercent(meanBurst);
}

/** @returns percent: the loss if exactly one packet arrives between bursts. */
export function largestMeanPercent(meanBurst: number): number {
  return (100 * meanBurst) / (meanBurst + 1);
}
