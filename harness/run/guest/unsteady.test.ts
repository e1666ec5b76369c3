import { expect, test } from "vitest";
import type { CaseResult } from "../../journal/case-result.ts";
import { startUnsteady } from "./unsteady.ts";

/** What is compared of a case. */
const ran = (index: number, implementation: string, digest: string) =>
  ({
    ...{ index, implementation, scenario: "echo/basic", network: "geo" },
    virtual: { digest, job: "virtual/1.json" },
  }) as CaseResult;

const cases = [ran(0, "steady", "a"), ran(1, "clock", "b"), ran(2, "steady", "c")];

test("Runs that are alike speak against nothing", () => {
  const unsteady = startUnsteady();
  unsteady.compare(
    cases,
    new Map([
      [0, "a"],
      [1, "b"],
      [2, "c"],
    ]),
  );
  expect(cases.map(unsteady.why)).toEqual([null, null, null]);
});

test("A run that did not come to its end says nothing of the cases that it did not end", () => {
  const unsteady = startUnsteady();
  unsteady.compare(cases, new Map([[0, "a"]]));
  expect(cases.map(unsteady.why)).toEqual([null, null, null]);
});

test("The first case that differs marks its program for good, and those after it as what follows", () => {
  const unsteady = startUnsteady();
  unsteady.compare(
    cases,
    new Map([
      [0, "a"],
      [1, "x"],
      [2, "y"],
    ]),
  );
  const why = "two runs of clock differed in echo/basic on geo";
  expect(cases.map(unsteady.why)).toEqual([null, why, `${why}, before it in its guest`]);
  expect(unsteady.why(ran(7, "clock", "z"))).toBe(why);
  expect(unsteady.why(ran(8, "steady", "z"))).toBeNull();
});
