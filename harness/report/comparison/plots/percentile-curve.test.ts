import { describe, expect, test } from "vitest";
import { makeLoad } from "../../../history/fixtures/load-builder.ts";
import { joinCurves, percentileCurve } from "./percentile-curve.ts";

const thousand = Array.from({ length: 1001 }, (_, index) => 1 + index);

describe("the curve of a load", () => {
  test("begins at the fastest message and has the figures' percentiles on it", () => {
    const curve = percentileCurve(makeLoad(thousand));
    expect(curve[0]).toBe(1);
    expect(curve[30]).toBeCloseTo(901, 6);
    expect(curve[60]).toBeCloseTo(991, 6);
  });

  test("ends where less than one message is left", () => {
    expect(percentileCurve(makeLoad(thousand))).toHaveLength(91);
    expect(percentileCurve(makeLoad([5]))).toEqual([5]);
    expect(percentileCurve(makeLoad([]))).toEqual([]);
  });

  test("ends before messages that were never echoed", () => {
    const lost = makeLoad(thousand, { connections: [{ intended: 2002, echoed: 1001 }] });
    expect(percentileCurve(lost)).toHaveLength(10);
  });
});

describe("curves of repetitions", () => {
  test("are joined to their median, with a band from the least to the greatest", () => {
    const [first, second] = joinCurves([
      [1, 10],
      [2, 20],
      [9, 90],
    ]);
    expect(first).toEqual({ x: 1, y: 2, low: 1, high: 9 });
    expect(second).toMatchObject({ y: 20, low: 10, high: 90 });
  });

  test("end with the shortest of them", () => {
    expect(joinCurves([[1, 2, 3], [1]])).toHaveLength(1);
    expect(joinCurves([])).toEqual([]);
  });
});
