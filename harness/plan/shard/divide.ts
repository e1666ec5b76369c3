import { isImpaired } from "../../network/network.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { needsOf } from "../lab-needs.ts";
import type { PlannedCase } from "../plan.ts";
import { type CaseTime, elapsedMs, nothing, occupiedMs, plus, sumOf } from "./cost.ts";
import { type Share, shareOut } from "./share-out.ts";

export interface DivideOptions {
  /** Into how many shards. */
  readonly of: number;
  /** @returns what a case adds to its shard. */
  readonly timeOf: (planned: PlannedCase) => CaseTime;
  /** @returns the same for all cases that one shard must play. Default: each is by itself. */
  readonly together?: ((planned: PlannedCase) => string) | undefined;
}

/** Opening a lab on a clean link and its control cases, in ms of a shard's elapsed time. */
const cleanLabMs = 2000;

/** With the proof of an impaired link, and a share of the boot of a guest kernel. */
const impairedLabMs = 10_000;

/**
 * Divides a plan. First each network gets room in as few shards as can be, because every shard that plays
 * on it opens a lab and proves its link; so do proxies there, whose labs have a second wire. Then the cases go
 * there, the longest first, so that each of their shards gets its part of the processor time and of the
 * waits. Depends on nothing but its arguments.
 *
 * @returns the shard of each case, from 1, in the order of the plan.
 */
export function dividePlan(plan: readonly PlannedCase[], options: DivideOptions): Uint32Array {
  const shards = new Uint32Array(plan.length);
  const labs = Map.groupBy(unitsOf(plan, options), ({ first }) =>
    JSON.stringify([first.network.name, needsOf(first)]),
  );
  const loads = [...labs.values()].map((units) => ({
    units,
    costMs: elapsedMs(sumOf(units.map(({ time }) => time))),
    labMs: units.some(({ first }) => isImpaired(first.network)) ? impairedLabMs : cleanLabMs,
  }));
  for (const [number, shares] of shareOut(loads, options.of).entries()) {
    for (const { members, shard } of assign(loads[number]?.units ?? [], shares)) {
      for (const place of members) {
        shards[place] = shard + 1;
      }
    }
  }
  return shards;
}

interface Unit {
  /** Places in the plan. */
  readonly members: readonly number[];
  readonly first: PlannedCase;
  readonly time: CaseTime;
  /** Orders what takes the same: dealt out in the plan's order, a shard would get one implementation's. */
  readonly lot: number;
}

/** What must stay together. */
function unitsOf(
  plan: readonly PlannedCase[],
  { timeOf, together = (planned) => String(planned.index) }: DivideOptions,
): readonly Unit[] {
  const places = Map.groupBy(plan.keys(), (place) => together(plan[place] as PlannedCase));
  return [...places.values()].map((members) => ({
    members,
    first: plan[members[0] ?? 0] as PlannedCase,
    time: sumOf(members.map((place) => timeOf(plan[place] as PlannedCase))),
    // Not by names: who grades one server under two names divides its cases alike.
    lot: deriveSeed(0, members[0] ?? 0),
  }));
}

/** Each goes where afterwards the least of the room is taken, of processors and of labs. */
function* assign(
  units: readonly Unit[],
  shares: readonly Share[],
): Generator<Pick<Unit, "members"> & Pick<Share, "shard">> {
  const all = sumOf(units.map(({ time }) => time));
  const held = shares.map(() => nothing);
  const takenAt = (at: number, time: CaseTime) => {
    const after = plus(held[at] ?? nothing, time);
    const part = Math.max(
      after.processorMs / (all.processorMs || 1),
      occupiedMs(after) / (occupiedMs(all) || 1),
    );
    return part / (shares[at]?.roomMs || 1);
  };
  const longestFirst = units
    .map((unit) => ({ ...unit, ms: elapsedMs(unit.time) }))
    .sort((a, b) => b.ms - a.ms || a.lot - b.lot || (a.members[0] ?? 0) - (b.members[0] ?? 0));
  for (const { members, time } of longestFirst) {
    let [least, leastTaken] = [0, Number.POSITIVE_INFINITY];
    for (const at of shares.keys()) {
      const taken = takenAt(at, time);
      [least, leastTaken] = taken < leastTaken ? [at, taken] : [least, leastTaken];
    }
    held[least] = plus(held[least] ?? nothing, time);
    yield { members, shard: shares[least]?.shard ?? 0 };
  }
}
