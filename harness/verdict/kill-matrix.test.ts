import { describe, expect, test } from "vitest";
import { type KillMatrixInput, killMatrix } from "./kill-matrix.ts";

/** A catalogue of two scenarios, each of whose checks catches a fault. */
const complete: KillMatrixInput = {
  scenarios: [
    { id: "echo/basic", checks: ["echoed"] },
    { id: "close/drain", checks: ["drained"] },
  ],
  universalChecks: ["alive"],
  expected: [
    { fault: "adds-greeting", kills: ["echo/basic:echoed"], mayTrip: [] },
    { fault: "closes-early", kills: ["close/drain:drained"], mayTrip: ["echo/basic:alive"] },
    { fault: "crashes", kills: ["*:alive"], mayTrip: [] },
  ],
  observed: [
    { fault: "adds-greeting", scenario: "echo/basic", failedChecks: ["echoed"] },
    { fault: "adds-greeting", scenario: "close/drain", failedChecks: [] },
    { fault: "closes-early", scenario: "close/drain", failedChecks: ["drained"] },
    { fault: "crashes", scenario: "close/drain", failedChecks: ["alive"] },
  ],
};

function without(fault: string): KillMatrixInput["observed"] {
  return complete.observed.filter((kills) => kills.fault !== fault);
}

test("a complete matrix has no problems, and names the killers of each check", () => {
  const { killers, problems } = killMatrix(complete);
  expect(problems).toEqual([]);
  expect(Object.fromEntries(killers)).toEqual({
    "echo/basic:echoed": ["adds-greeting"],
    "echo/basic:alive": [],
    "close/drain:drained": ["closes-early"],
    "close/drain:alive": ["crashes"],
  });
});

describe("it is a problem", () => {
  test.each<{ title: string; input: Partial<KillMatrixInput>; problems: readonly string[] }>([
    {
      title: "when no check fails under a fault, and then its check is idle too",
      input: { observed: [...without("closes-early")] },
      problems: [
        "closes-early survives: no check fails under it.",
        "close/drain:drained is killed by no fault.",
      ],
    },
    {
      title: "when a fault is caught by another check than was said",
      input: {
        observed: [
          ...without("crashes"),
          { fault: "crashes", scenario: "echo/basic", failedChecks: ["echoed"] },
        ],
      },
      problems: [
        "Expected crashes to be caught by *:alive, but it was not.",
        "alive is killed by no fault in any scenario.",
      ],
    },
    {
      title: "when one of several checks that are to catch a fault does not",
      input: {
        expected: [
          {
            fault: "adds-greeting",
            kills: ["echo/basic:echoed", "close/drain:drained"],
            mayTrip: [],
          },
          ...complete.expected.slice(1),
        ],
      },
      problems: ["Expected adds-greeting to be caught by close/drain:drained, but it was not."],
    },
    {
      title: "when a scenario's own check is killed only in another scenario",
      input: {
        scenarios: [...complete.scenarios, { id: "echo/twice", checks: ["echoed"] }],
      },
      problems: ["echo/twice:echoed is killed by no fault."],
    },
  ])("$title", ({ input, problems }) => {
    expect(killMatrix({ ...complete, ...input }).problems).toEqual(problems);
  });
});

describe("it is no problem", () => {
  test.each<{ title: string; input: Partial<KillMatrixInput> }>([
    {
      title: "when a fault trips a check that it may trip",
      input: {
        observed: [
          ...complete.observed,
          { fault: "closes-early", scenario: "echo/basic", failedChecks: ["alive"] },
        ],
      },
    },
    {
      title: "when a check that holds in every situation is killed in one scenario only",
      input: { observed: [...complete.observed] },
    },
    {
      title: "when a star's check is tripped in several scenarios",
      input: {
        observed: [
          ...complete.observed,
          { fault: "crashes", scenario: "echo/basic", failedChecks: ["alive"] },
        ],
      },
    },
  ])("$title", ({ input }) => {
    expect(killMatrix({ ...complete, ...input }).problems).toEqual([]);
  });
});

test("a check that a fault trips beside those of its list is unlisted, and no problem", () => {
  const { problems, unlisted } = killMatrix({
    ...complete,
    observed: [
      ...complete.observed,
      { fault: "adds-greeting", scenario: "close/drain", failedChecks: ["drained"] },
    ],
  });
  expect(problems).toEqual([]);
  expect(unlisted).toEqual([
    "adds-greeting trips close/drain:drained, which its list does not name.",
  ]);
});

test("a star stands for a scenario, not for the beginning of a check's name", () => {
  const { problems, unlisted } = killMatrix({
    scenarios: [{ id: "echo/basic", checks: ["not-alive"] }],
    universalChecks: [],
    expected: [{ fault: "crashes", kills: ["*:alive"], mayTrip: [] }],
    observed: [{ fault: "crashes", scenario: "echo/basic", failedChecks: ["not-alive"] }],
  });
  expect(problems).toEqual(["Expected crashes to be caught by *:alive, but it was not."]);
  expect(unlisted).toEqual(["crashes trips echo/basic:not-alive, which its list does not name."]);
});
