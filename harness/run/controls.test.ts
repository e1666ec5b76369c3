import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import {
  controlOf,
  goodControls,
  greeter,
  implementationOf,
  planOf,
  runSmall,
} from "./fixtures/small-run.ts";

const environment = toolEnvironment();
const echo = implementationOf("echo");

test("controls that do as they should leave every verdict as it is", async () => {
  const outcome = await runSmall(environment, { plan: planOf([echo, greeter]) });
  expect(outcome.cases.map((result) => result.verdict)).toEqual(["pass", "fail"]);
  expect(outcome.sessions[0]?.broken).toBeNull();
  const controls = outcome.sessions[0]?.controls.map((entry) => entry.implementation);
  expect(controls).toEqual(["control", "greeter", "control"]);
});

test.each([
  {
    what: "that must pass fails",
    controls: { ...goodControls, good: controlOf(greeter, "pass") },
    message: /verdict pass for the control case greeter on test\/sampled, found fail \(.+\)/,
    finished: ["pass", "fail"],
  },
  {
    what: "that must fail passes",
    controls: { ...goodControls, bad: controlOf(implementationOf("tame"), "fail") },
    message: /verdict fail for the control case tame on test\/sampled, found pass/,
    finished: ["pass", "fail"],
  },
  {
    what: "does not start",
    controls: { ...goodControls, good: controlOf(implementationOf("dead", ["false"]), "pass") },
    message:
      /verdict pass for the control case dead on test\/sampled, found inconclusive \("dead" .+ status 1/,
    // Nobody was there to answer the link's probe, so no case was begun.
    finished: ["error", "error"],
  },
])(
  "a control $what turns every case of the session into an error",
  async ({ controls, message, finished }) => {
    const outcome = await runSmall(environment, { plan: planOf([echo, greeter]), controls });
    expect(outcome.cases.map((result) => result.verdict)).toEqual(["error", "error"]);
    for (const { reason } of outcome.cases) {
      expect(reason).toMatch(message);
      expect(reason).toContain("this machine or the harness is at fault, not the implementations");
    }
    expect(outcome.sessions[0]?.broken).toMatch(message);
    expect(outcome.finished.map((finishedCase) => finishedCase.result.verdict)).toEqual(finished);
  },
);

test("the bad control runs even when no case is left for its session", async () => {
  const outcome = await runSmall(environment, { plan: planOf([echo]) });
  expect(outcome.sessions[0]?.controls).toMatchObject([
    { expected: "pass", verdict: "pass" },
    { expected: "fail", verdict: "fail" },
    { expected: "pass", verdict: "pass" },
  ]);
});
