import { describe, expect, test } from "vitest";
import { reference } from "./fixtures/reference.ts";
import { mannWhitney } from "./mann-whitney.ts";

test.each(reference.mannWhitney)("$name: as SciPy has it", ({ first, second, u, p }) => {
  const result = mannWhitney(first, second);
  expect(result.u).toBe(u);
  expect(result.p).toBeCloseTo(p, 6);
});

test("which group comes first changes the sign alone", () => {
  const [a, b] = [
    [1, 4, 6],
    [2, 3, 9, 12],
  ];
  const [one, other] = [mannWhitney(a, b), mannWhitney(b, a)];
  expect(other.p).toBe(one.p);
  expect(other.delta).toBeCloseTo(-one.delta, 12);
});

describe("Cliff's delta", () => {
  test.each([
    { first: [5, 6, 7], second: [1, 2, 3], delta: 1 },
    { first: [1, 2, 3], second: [5, 6, 7], delta: -1 },
    { first: [1, 2, 3], second: [1, 2, 3], delta: 0 },
    // Of nine pairs, the first is larger in six and smaller in one.
    { first: [2, 3, 4], second: [1, 2, 3], delta: 5 / 9 },
  ])("of $first and $second is $delta", ({ first, second, delta }) => {
    expect(mannWhitney(first, second).delta).toBeCloseTo(delta, 12);
  });
});

test("three of each can never show a difference at one in twenty", () => {
  expect(mannWhitney([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(0.1, 12);
});
