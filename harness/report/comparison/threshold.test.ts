import { describe, expect, test } from "vitest";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import type { Figure } from "../../scenario/figure.ts";
import type { Measured } from "./samples.ts";
import { type FigureThreshold, judgeThresholds } from "./threshold.ts";

const figure: Figure = { id: "p99", title: "p99", kind: "latency", load: "l", percentile: 99 };

/** Ten repetitions around a value, apart by a hundredth. */
const around = (implementation: string, value: number) => ({
  implementation,
  values: Array.from({ length: 10 }, (_, index) => value * (1 + (index - 4.5) / 100)),
});

const measured: readonly Measured[] = [
  {
    network: "clean",
    scenario: pingPong,
    figure,
    groups: [around("cpp", 10), around("node", 20)],
    whyNone: [],
  },
];

function judge(facts: Partial<FigureThreshold>) {
  const threshold: FigureThreshold = {
    text: "",
    scenario: pingPong.id,
    figure: "p99",
    isUpper: true,
    limit: 15,
    reference: null,
    ...facts,
  };
  return judgeThresholds(measured, [threshold], 1).map(({ implementation, state }) => [
    implementation,
    state,
  ]);
}

describe("an absolute threshold", () => {
  test.each([
    { isUpper: true, limit: 15, cpp: "held", node: "broken" },
    { isUpper: false, limit: 15, cpp: "broken", node: "held" },
    { isUpper: true, limit: 20, cpp: "held", node: "undecided" },
    { isUpper: false, limit: 10, cpp: "undecided", node: "held" },
  ])("of $limit (upper: $isUpper) is decided by the interval", ({ cpp, node, ...facts }) => {
    expect(judge(facts)).toEqual([
      ["cpp", cpp],
      ["node", node],
    ]);
  });
});

describe("a relative threshold", () => {
  test.each([
    { limit: 2.5, node: "held" },
    { limit: 2, node: "undecided" },
    { limit: 1.5, node: "broken" },
  ])("of $limit times the reference judges the others alone", ({ limit, node }) => {
    expect(judge({ limit, reference: "cpp" })).toEqual([["node", node]]);
  });

  test("is undecided where the reference was not measured", () => {
    expect(judge({ limit: 2, reference: "bun" })).toEqual([
      ["cpp", "undecided"],
      ["node", "undecided"],
    ]);
  });
});

test("another figure, or another measurement, is left alone", () => {
  expect(judge({ figure: "p50" })).toEqual([]);
  expect(judge({ scenario: "throughput/bulk" })).toEqual([]);
});
