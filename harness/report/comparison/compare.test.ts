import { describe, expect, test } from "vitest";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import type { Figure } from "../../scenario/figure.ts";
import { compare } from "./compare.ts";
import type { SampleGroup } from "./samples.ts";

const latency: Figure = { id: "p50", title: "median", kind: "latency", load: "l", percentile: 50 };
const rate: Figure = { id: "rate", title: "messages a second", kind: "rate", load: "l" };

function compareGroups(groups: readonly SampleGroup[], figure = latency) {
  return compare({ network: "clean", scenario: pingPong, figure, groups, whyNone: [] }, 1);
}

/** Ten repetitions around a value, apart by a hundredth. */
const around = (implementation: string, value: number): SampleGroup => ({
  implementation,
  values: Array.from({ length: 10 }, (_, index) => value * (1 + (index - 4.5) / 100)),
});

test.each([
  { figure: latency, best: "small" },
  { figure: rate, best: "large" },
])("the best $figure.id comes first", ({ figure, best }) => {
  const { standings } = compareGroups([around("large", 20), around("small", 10)], figure);
  expect(standings.map(({ implementation }) => implementation)[0]).toBe(best);
  expect(standings[0]).toMatchObject({ ratio: null, difference: null });
});

test("a difference is shown with its size", () => {
  const { standings } = compareGroups([around("fast", 10), around("slow", 20)]);
  const slow = standings[1];
  expect(slow?.ratio?.value).toBeCloseTo(2, 9);
  expect(slow?.ratio?.interval.low).toBeLessThan(2);
  expect(slow?.ratio?.interval.high).toBeGreaterThan(2);
  expect(slow?.difference).toMatchObject({ isShown: true, delta: 1 });
});

test("an implementation beside itself shows none", () => {
  const { standings } = compareGroups([around("one", 10), { ...around("other", 10) }]);
  expect(standings[1]?.difference?.isShown).toBe(false);
});

test("where the best is 0, others have no ratio to it", () => {
  const nothing = { implementation: "nothing", values: Array.from({ length: 10 }, () => 0) };
  const { standings } = compareGroups([nothing, around("some", 10)]);
  expect(standings).toMatchObject([
    { isBest: true, ratio: null },
    { isBest: false, ratio: null, difference: { isShown: true } },
  ]);
});

describe("yardsticks", () => {
  const yardstick = { ...around("floor", 1), isYardstick: true };
  const { standings } = compareGroups([yardstick, around("fast", 10), around("slow", 20)]);

  test("come last, and are compared with the best without being it", () => {
    expect(standings.map(({ implementation }) => implementation)).toEqual([
      "fast",
      "slow",
      "floor",
    ]);
    expect(standings[0]?.ratio).toBeNull();
    expect(standings[2]?.ratio?.value).toBeCloseTo(0.1, 9);
  });

  test("are no pairs, for which p would be corrected", () => {
    const alone = compareGroups([around("fast", 10), around("slow", 20)]);
    expect(standings[1]?.difference).toEqual(alone.standings[1]?.difference);
    expect(standings[2]?.difference).toBeNull();
  });

  test("that are all there is have nothing to be compared with", () => {
    expect(compareGroups([yardstick]).standings).toMatchObject([{ ratio: null, difference: null }]);
  });
});

describe("with few repetitions", () => {
  const few = (name: string, value: number) => ({
    implementation: name,
    values: around(name, value).values.slice(0, 3),
  });

  test("no difference could be shown, and that is said", () => {
    const comparison = compareGroups([few("fast", 10), few("slow", 20)]);
    expect(comparison.repetitionsNeeded).toBe(4);
    expect(comparison.standings[1]?.difference?.isShown).toBe(false);
  });

  test("four of each are enough for a pair, and not for six pairs", () => {
    const four = (name: string, value: number) => ({
      implementation: name,
      values: around(name, value).values.slice(0, 4),
    });
    expect(compareGroups([four("a", 1), four("b", 2)]).repetitionsNeeded).toBeNull();
    const many = ["a", "b", "c", "d"].map((name, index) => four(name, 2 ** index));
    expect(compareGroups(many).repetitionsNeeded).toBe(5);
  });
});

test("one implementation has nothing to be compared with", () => {
  const { standings, repetitionsNeeded } = compareGroups([around("alone", 10)]);
  expect(standings).toMatchObject([{ implementation: "alone", ratio: null, difference: null }]);
  expect(repetitionsNeeded).toBeNull();
});
