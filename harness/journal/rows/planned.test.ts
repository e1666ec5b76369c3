import fc from "fast-check";
import { expect, test } from "vitest";
import { clean } from "../../network/profiles.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { implementationOf, planOf, sampled } from "../../run/fixtures/small-run.ts";
import { headerSchema } from "../header.ts";
import { listPlan, type PlannedNames, plannedNames } from "./planned.ts";

function planFrom(names: readonly PlannedNames[]): readonly PlannedCase[] {
  const [any] = planOf([implementationOf("echo")]);
  return names.map(({ scenario, network, repetition, implementation }, index) => ({
    ...(any as PlannedCase),
    index,
    repetition,
    scenario: { ...sampled, id: scenario },
    network: { ...clean, name: network },
    implementation: implementationOf(implementation),
  }));
}

/** Repetitions 1 to `to` of two scenarios with two implementations. */
function square(network: string, to: number): readonly PlannedNames[] {
  return Array.from({ length: to }, (_, index) => index + 1).flatMap((repetition) =>
    ["a/one", "a/two"].flatMap((scenario) =>
      ["echo", "other"].map((implementation) => ({
        scenario,
        network,
        repetition,
        implementation,
      })),
    ),
  );
}

test("repetitions of the same cases are one entry, however many there are", () => {
  const listed = listPlan(planFrom([...square("clean", 100), ...square("lte", 1)]));
  expect(listed).toEqual([
    {
      network: "clean",
      repetitions: { from: 1, to: 100 },
      scenarios: [
        { scenario: "a/one", implementations: ["echo", "other"] },
        { scenario: "a/two", implementations: ["echo", "other"] },
      ],
    },
    { scenario: "a/one", network: "lte", repetition: 1, implementations: ["echo", "other"] },
    { scenario: "a/two", network: "lte", repetition: 1, implementations: ["echo", "other"] },
  ]);
});

test("a plan of any order is listed exactly, and the header may have it", () => {
  const names = fc.record({
    scenario: fc.constantFrom("a/one", "a/two"),
    network: fc.constantFrom("clean", "lte"),
    repetition: fc.integer({ min: 1, max: 3 }),
    implementation: fc.constantFrom("echo", "other"),
  });
  const squares = fc.integer({ min: 0, max: 4 }).map((to) => square("clean", to));
  fc.assert(
    fc.property(squares, fc.array(names), squares, (before, between, after) => {
      const plan = [...before, ...between, ...after];
      const listed = listPlan(planFrom(plan));
      expect([...plannedNames(listed)]).toEqual(plan);
      expect(headerSchema.shape.planned.parse(listed)).toEqual(listed);
    }),
  );
});
