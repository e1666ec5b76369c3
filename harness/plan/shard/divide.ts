import { isImpaired } from "../../network/network.ts";
import type { PlannedCase } from "../plan.ts";

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
 * Divides a plan: the most expensive cases first, each to the shard that is then the least loaded. A
 * network that a shard has no case of yet costs it another lab, so that networks stay together as far as
 * that does not cost more than it saves. Depends on nothing but its arguments.
 *
 * @returns the shard of each case, from 1, in the order of the plan.
 */
export function dividePlan(plan: readonly PlannedCase[], options: DivideOptions): Uint32Array {
  const shards = new Uint32Array(plan.length);
  const loads = new Float64Array(options.of);
  const labs = new Map<string, Uint8Array>();
  for (const { members, network, costMs } of unitsOf(plan, options)) {
    const open = labs.get(network.name) ?? new Uint8Array(options.of);
    labs.set(network.name, open);
    const labMs = isImpaired(network) ? impairedLabMs : cleanLabMs;
    const loadWith = (shard: number) => (loads[shard] ?? 0) + (open[shard] === 1 ? 0 : labMs);
    let least = 0;
    for (let shard = 1; shard < options.of; shard += 1) {
      if (loadWith(shard) < loadWith(least)) {
        least = shard;
      }
    }
    loads[least] = loadWith(least) + costMs;
    open[least] = 1;
    for (const place of members) {
      shards[place] = least + 1;
    }
  }
  return shards;
}

interface Unit {
  /** Places in the plan. */
  readonly members: readonly number[];
  readonly network: PlannedCase["network"];
  readonly costMs: number;
}

/** What must stay together, the most expensive first. */
function unitsOf(
  plan: readonly PlannedCase[],
  { costOf, together = (planned) => String(planned.index) }: DivideOptions,
): readonly Unit[] {
  const places = Map.groupBy(plan.keys(), (place) => together(plan[place] as PlannedCase));
  return [...places.values()]
    .map((members) => ({
      members,
      network: (plan[members[0] ?? 0] as PlannedCase).network,
      costMs: members.reduce((sum, place) => sum + costOf(plan[place] as PlannedCase), 0),
    }))
    .sort((a, b) => b.costMs - a.costMs || (a.members[0] ?? 0) - (b.members[0] ?? 0));
}
