import { randomIntegers } from "../protocol/random.ts";

/** A seeded random order: each is as probable as any other (Fisher and Yates). */
export function shuffle<T>(things: readonly T[], seed: number): readonly T[] {
  const next = randomIntegers(seed, 0, 2 ** 32 - 2);
  const order = [...things];
  for (let left = order.length; left > 1; left -= 1) {
    const chosen = next() % left;
    const [thing] = order.splice(chosen, 1);
    if (thing !== undefined) {
      order.push(thing);
    }
  }
  return order;
}
