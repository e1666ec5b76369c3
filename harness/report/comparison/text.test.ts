import { describe, expect, test } from "vitest";
import { openModel } from "../../../scenarios/measurements/open-model.ts";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import { compare } from "./compare.ts";
import { collectSamples, type MeasuredCase } from "./samples.ts";
import { formatComparisons } from "./text.ts";

const noWire = "This lab has no wire.";

/** A repetition in which the client measured 1 ms, and the wire gave a value or a reason. */
function caseOf(scenario: string, repetition: number, onWire: number | string): MeasuredCase {
  const wire = typeof onWire === "number" ? { value: onWire } : { value: null, whyNone: onWire };
  return {
    implementation: "cpp",
    network: "clean",
    scenario,
    repetition,
    verdict: "pass",
    figures: [
      { id: "p50", unit: "ms", value: 1 },
      { id: "wire-p50", unit: "ms", ...wire },
      { id: "wire-p99", unit: "ms", ...wire },
    ],
  };
}

function format(cases: readonly MeasuredCase[]): string {
  const shown = [pingPong, openModel].map((scenario) => ({
    ...scenario,
    figures: (scenario.figures ?? []).filter(({ id }) =>
      ["p50", "wire-p50", "wire-p99"].includes(id),
    ),
  }));
  const comparisons = collectSamples(cases, shown).map((measured) => compare(measured, 1));
  return formatComparisons(comparisons, (_style, text) => text);
}

describe("a reason why nothing was measured", () => {
  test("is printed once, instead of every figure that it left out", () => {
    const text = format([
      caseOf("latency/ping-pong", 1, noWire),
      caseOf("latency/ping-pong", 2, noWire),
      caseOf("latency/open-model", 1, noWire),
    ]);
    expect(text.split("\n").filter((line) => line.includes("wire"))).toEqual([
      `median on the wire, 99th percentile on the wire not measured in latency/ping-pong, latency/open-model: ${noWire}`,
    ]);
    expect(text).toContain("  median\n    cpp  1 ms");
  });

  test("is printed too where some repetitions gave something", () => {
    const text = format([
      caseOf("latency/ping-pong", 1, 0.5),
      caseOf("latency/ping-pong", 2, "3 segments found no room in the recording."),
    ]);
    expect(text).toContain("  median on the wire\n    cpp  500 µs");
    expect(text).toContain(
      "in some repetitions of latency/ping-pong: 3 segments found no room in the recording.",
    );
  });
});
