import { describe, expect, test } from "vitest";
import { type KillMatrixInput, killMatrix, type ObservedKills } from "../../verdict/kill-matrix.ts";
import { startPaint } from "../terminal/glyphs.ts";
import { formatKillMatrix } from "./kill-matrix.ts";

const observed: readonly ObservedKills[] = [
  { fault: "adds-greeting", scenario: "echo/basic", failedChecks: ["echoed", "alive"] },
  { fault: "adds-greeting", scenario: "close/drain", failedChecks: [] },
  { fault: "closes-early", scenario: "close/drain", failedChecks: ["drained"] },
];

const input: KillMatrixInput = {
  scenarios: [
    { id: "echo/basic", checks: ["echoed"] },
    { id: "close/drain", checks: ["drained"] },
  ],
  universalChecks: ["alive"],
  expected: [
    { fault: "adds-greeting", kills: ["echo/basic:echoed", "*:alive"], mayTrip: [] },
    { fault: "closes-early", kills: ["close/drain:drained"], mayTrip: [] },
  ],
  observed,
};

function draw(facts: Partial<KillMatrixInput> = {}, coloured = false): readonly string[] {
  const all = { ...input, ...facts };
  return formatKillMatrix(killMatrix(all), all.observed, startPaint(coloured)).split("\n");
}

test("faults stand against numbered scenarios, with the checks that each of them failed", () => {
  expect(draw()).toEqual([
    "  1  echo/basic",
    "  2  close/drain",
    "",
    "fault           1   2",
    "adds-greeting   2   ·",
    "closes-early    ·   1",
    "",
    "2 faults, 3 checks seen failing, 0 problems",
  ]);
});

describe("problems", () => {
  test("are reported below, each on its line, and counted", () => {
    const survivor = { fault: "survives", kills: ["echo/basic:echoed"], mayTrip: [] };
    const lines = draw({
      expected: [...input.expected, survivor],
      observed: [
        { fault: "survives", scenario: "echo/basic", failedChecks: [] },
        ...observed.slice(0, 2),
      ],
    });
    expect(lines.slice(-5)).toEqual([
      "",
      "✗ closes-early survives: no check fails under it.",
      "✗ survives survives: no check fails under it.",
      "✗ close/drain:drained is killed by no fault.",
      "2 faults, 2 checks seen failing, 3 problems",
    ]);
  });

  test("do not hide that nothing was run", () => {
    expect(draw({ observed: [] }).at(-1)).toBe("0 faults, 0 checks seen failing, 5 problems");
  });
});

test("a check that two faults fail counts once", () => {
  const [first, ...others] = observed;
  const again = { fault: "closes-early", scenario: "echo/basic", failedChecks: ["echoed"] };
  const lines = draw({ observed: first === undefined ? [] : [first, again, ...others] });
  expect(lines.at(-1)).toMatch(/^2 faults, 3 checks seen failing/);
});

test("columns of more than nine scenarios and checks stay under their numbers", () => {
  const scenarios = Array.from({ length: 12 }, (_, index) => `area/s${index + 1}`);
  const checks = Array.from({ length: 10 }, (_, index) => `check-${index}`);
  const lines = draw({
    scenarios: scenarios.map((id) => ({ id, checks })),
    observed: scenarios.map((scenario) => ({ fault: "crashes", scenario, failedChecks: checks })),
  });
  expect(lines.slice(8, 12)).toEqual([
    "  9  area/s9",
    " 10  area/s10",
    " 11  area/s11",
    " 12  area/s12",
  ]);
  expect(lines[13]).toBe("fault     1   2   3   4   5   6   7   8   9  10  11  12");
  expect(lines[14]).toBe(`crashes${"  10".repeat(12)}`);
});

test("colours do not move the columns", () => {
  const coloured = draw({}, true).join("\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours begin with one.
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(draw().join("\n"));
  expect(coloured).toContain("\u001b[");
});
