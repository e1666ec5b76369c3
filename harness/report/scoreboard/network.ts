import type { StoredRun } from "../../journal/read-run.ts";
import { describeLink, sourceLine } from "../../network/describe.ts";

/** A link, and the proof that it was what its name says. */
export interface BoardNetwork {
  readonly name: string;
  /** Null if the run did not record the link. */
  readonly title: string | null;
  /** For example `12 Mbit/s both ways, 35 ms round trip, no loss`. */
  readonly link: string | null;
  readonly source: string | null;
  readonly kernels: readonly string[];
  readonly congestionControls: readonly string[];
  readonly sessions: number;
  /** How many of these sessions had a wire to measure. */
  readonly measured: number;
  /** Measurements before the first case and after the last, over all sessions. */
  readonly proofs: { readonly held: number; readonly made: number };
  /** The smallest round trips, one per session: `35.29 ms; expected …`. */
  readonly roundTrips: readonly string[];
}

export function networkOf(name: string, runs: readonly StoredRun[]): BoardNetwork {
  const known = runs
    .flatMap(({ header }) => header.networks)
    .find((network) => network.name === name);
  const sessions = runs.flatMap((run) => run.sessions).filter(({ network }) => network === name);
  const cases = runs.flatMap((run) => run.cases).filter(({ network }) => network === name);
  const proofs = sessions.flatMap(({ proof }) => (proof === null ? [] : [proof]));
  const items = proofs.flatMap((proof) => proof.items);
  return {
    name,
    title: known?.title ?? null,
    link: known === undefined ? null : describeLink(known),
    source: known === undefined ? null : sourceLine(known),
    kernels: distinct(cases.map(({ kernel }) => kernel)),
    congestionControls: distinct(cases.map(({ congestionControl }) => congestionControl)),
    sessions: sessions.length,
    measured: proofs.length,
    proofs: { held: items.filter(({ holds }) => holds).length, made: items.length },
    roundTrips: items
      .filter(({ what }) => what === "smallest round trip")
      .map(({ found, expected }) => `${found}; expected ${expected}`),
  };
}

/** @returns whether every link was measured and matched its network. */
export function areProved(networks: readonly BoardNetwork[]): boolean {
  return networks.every(({ measured, proofs }) => measured > 0 && proofs.held === proofs.made);
}

/** Cases that were not run have neither kernel nor congestion control. */
function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== ""))].sort();
}
