import { deriveSeed } from "../protocol/random.ts";
import { shuffle } from "../statistics/shuffle.ts";
import type { PlannedCase } from "./plan.ts";

/**
 * Puts cases that are compared close together, in a random order that the seed decides: within each
 * repetition the scenarios, and for each scenario its implementations. What slows a machine down for
 * a while then strikes all of them, and none always comes first.
 */
export function interleave(plan: readonly PlannedCase[], seed: number): readonly PlannedCase[] {
  const rounds = Map.groupBy(plan, ({ network, repetition }) => `${network.name} ${repetition}`);
  return [...rounds]
    .flatMap(([round, cases]) => {
      const situations = [...Map.groupBy(cases, ({ scenario }) => scenario.id)];
      return shuffle(situations, deriveSeed(seed, round)).flatMap(([id, compared]) =>
        shuffle(compared, deriveSeed(seed, round, id)),
      );
    })
    .map((planned, index) => ({ ...planned, index }));
}
