import { isImpaired } from "../../network/network.ts";
import { deriveSeed } from "../../protocol/random.ts";
import type { PlannedCase } from "../plan.ts";
import { type Share, shareOut } from "./share-out.ts";

export interface DivideOptions {
  /** Into how many shards. */
  readonly of: number;
  /** @returns a case's share of a shard's elapsed time, in ms. */
  readonly costOf: (planned: PlannedCase) => number;
  /** @returns the same for all cases that one shard must play. Default: each is by itself. */
  readonly together?: ((planned: PlannedCase) => string) | undefined;
}

/** Opening a lab on a clean link and its control cases, in ms of a shard's elapsed time. */
const cleanLabMs = 2000;

/** With the proof of an impaired link, and a share of the boot of a guest kernel. */
const impairedLabMs = 10_000;

/**
 * Divides a plan. First each network gets room in as few shards as can be, because every shard that plays
 * on it opens a lab and proves its link; then the network's cases go there, the most expensive first, so
 * that each of its shards has some that wait and some that work. Depends on nothing but its arguments.
 *
 * @returns the shard of each case, from 1, in the order of the plan.
 */
export function dividePlan(plan: readonly PlannedCase[], options: DivideOptions): Uint32Array {
  const shards = new Uint32Array(plan.length);
  const networks = Map.groupBy(unitsOf(plan, options), ({ network }) => network.name);
  const loads = [...networks.values()].map((units) => ({
    units,
    costMs: units.reduce((sum, unit) => sum + unit.costMs, 0),
    labMs: units.some(({ network }) => isImpaired(network)) ? impairedLabMs : cleanLabMs,
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
  readonly network: PlannedCase["network"];
  readonly costMs: number;
  /** Orders what costs the same: dealt out in the plan's order, a shard would get one implementation's. */
  readonly lot: number;
}

/** What must stay together. */
function unitsOf(
  plan: readonly PlannedCase[],
  { costOf, together = (planned) => String(planned.index) }: DivideOptions,
): readonly Unit[] {
  const places = Map.groupBy(plan.keys(), (place) => together(plan[place] as PlannedCase));
  return [...places.values()].map((members) => ({
    members,
    network: (plan[members[0] ?? 0] as PlannedCase).network,
    costMs: members.reduce((sum, place) => sum + costOf(plan[place] as PlannedCase), 0),
    // Not by names: who grades one server under two names divides its cases alike.
    lot: deriveSeed(0, members[0] ?? 0),
  }));
}

/** Each goes where the most room is left. */
function* assign(
  units: readonly Unit[],
  shares: readonly Share[],
): Generator<Pick<Unit, "members"> & Pick<Share, "shard">> {
  const rooms = shares.map(({ roomMs }) => roomMs);
  const longestFirst = [...units].sort(
    (a, b) => b.costMs - a.costMs || a.lot - b.lot || (a.members[0] ?? 0) - (b.members[0] ?? 0),
  );
  for (const { members, costMs } of longestFirst) {
    const most = rooms.reduce((best, room, at) => (room > (rooms[best] ?? 0) ? at : best), 0);
    rooms[most] = (rooms[most] ?? 0) - costMs;
    yield { members, shard: shares[most]?.shard ?? 0 };
  }
}
