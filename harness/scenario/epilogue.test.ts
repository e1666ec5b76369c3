import { expect, test } from "vitest";
import { allChecks, epilogueChecks, epilogueChecksOf, epilogueStepsOf } from "./epilogue.ts";

const echoed = {
  id: "echoed",
  level: "MUST",
  kind: "echo",
  on: "main",
  statement: "It comes back.",
  source: "Protocol contract",
} as const;

test("a scenario's own checks come before those of every situation", () => {
  expect(allChecks({ checks: [echoed] })).toEqual([echoed, ...epilogueChecks]);
});

test("afterwards a fresh connection is probed", () => {
  expect(epilogueStepsOf({}).map((step) => step.do)).toEqual(["connect", "send", "awaitEcho"]);
  expect(epilogueStepsOf({ afterwards: "alive" })).toEqual(epilogueStepsOf({}));
  expect(epilogueChecksOf({ afterwards: "alive" })).toEqual(epilogueChecks);
});

test("an implementation that the scenario ends is not asked to be alive", () => {
  expect(epilogueStepsOf({ afterwards: "exited" })).toEqual([]);
  expect(epilogueChecksOf({ afterwards: "exited" }).map((check) => check.id)).toEqual([
    "nothing-beyond",
  ]);
});
