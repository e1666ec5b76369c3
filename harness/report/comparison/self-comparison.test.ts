import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { compare } from "./compare.ts";

/** What `npm run bench:self -- --record` wrote: an implementation beside itself, in twenty runs. */
interface Recorded {
  readonly scenario: string;
  readonly figure: string;
  /** Of each run: the values of one, and those of the other. */
  readonly runs: readonly (readonly (readonly number[])[])[];
}

const file = join(import.meta.dirname, "fixtures", "self-comparison.json");
const recorded: readonly Recorded[] = JSON.parse(readFileSync(file, "utf8"));

/** @returns whether a difference is shown between the groups of a run. */
function isShown({ scenario: id, figure: figureId }: Recorded, groups: Recorded["runs"][number]) {
  const scenario = measurements.find((each) => each.id === id);
  const figure = scenario?.figures?.find((each) => each.id === figureId);
  if (scenario === undefined || figure === undefined) {
    throw new Error(`${id} no longer measures ${figureId}: record the fixture again.`);
  }
  const named = groups.map((values, index) => ({ implementation: `twin ${index}`, values }));
  const measured = { network: "clean", scenario, figure, groups: named, whyNone: [] };
  const { standings } = compare(measured, 1);
  return standings.some(({ difference }) => difference?.isShown);
}

describe("an implementation beside itself, as it was measured in twenty runs", () => {
  test.each(recorded)("$scenario $figure shows no difference in nineteen of them", (each) => {
    expect(each.runs).toHaveLength(20);
    const shown = each.runs.filter((groups) => isShown(each, groups));
    expect(shown.length).toBeLessThanOrEqual(1);
  });

  test.each(recorded)("$scenario $figure shows one where a value is doubled", (each) => {
    const missed = each.runs.filter(
      ([first = [], second = []]) => !isShown(each, [first, second.map((value) => 2 * value)]),
    );
    expect(missed.length).toBeLessThanOrEqual(each.runs.length / 2);
  });
});
