import { describe, expect, test } from "vitest";
import { interleave } from "./interleave.ts";
import type { PlannedCase } from "./plan.ts";

/** Only what the order depends on. */
function plan(): readonly PlannedCase[] {
  const names = ["a", "b", "c"];
  return ["clean", "lte"].flatMap((network) =>
    [1, 2, 3].flatMap((repetition) =>
      ["x/one", "x/two"].flatMap((id) =>
        names.map(
          (name) =>
            ({
              index: 0,
              network: { name: network },
              repetition,
              scenario: { id },
              implementation: { name },
            }) as unknown as PlannedCase,
        ),
      ),
    ),
  );
}

const wordsOf = ({ network, repetition, scenario, implementation }: PlannedCase) =>
  `${network.name} ${repetition} ${scenario.id} ${implementation.name}`;

describe("an interleaved plan", () => {
  const ordered = interleave(plan(), 7);

  test("holds every case once, numbered in its order", () => {
    expect(ordered.map(wordsOf).toSorted()).toEqual(plan().map(wordsOf).toSorted());
    expect(ordered.map(({ index }) => index)).toEqual(ordered.map((_, place) => place));
  });

  test("plays what is compared one after another, repetition by repetition", () => {
    const situations = ordered.map(
      ({ network, repetition, scenario }) => `${network.name} ${repetition} ${scenario.id}`,
    );
    const changes = situations.filter((each, index) => each !== situations[index - 1]);
    expect(changes).toHaveLength(new Set(situations).size);
  });

  test("depends on the seed alone, and lets each come first", () => {
    expect(interleave(plan(), 7)).toEqual(ordered);
    const firsts = new Set(
      Array.from({ length: 30 }, (_, seed) => interleave(plan(), seed + 1)[0]?.implementation.name),
    );
    expect([...firsts].toSorted()).toEqual(["a", "b", "c"]);
  });
});
