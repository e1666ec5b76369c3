import { describe, expect, test } from "vitest";
import type { StoredRun } from "../../journal/read-run.ts";
import { boardReport } from "./fixtures/board-builder.ts";
import { apartReasons, overlapReasons } from "./unjoinable.ts";
import { unpublishableMeasurements, unpublishableReasons } from "./unpublishable.ts";

const { run } = boardReport();
const { header } = run;
const asked = (options: Readonly<Record<string, unknown>>): StoredRun => ({
  ...run,
  header: { ...header, asked: { implementations: [], command: null, options } },
});
const { asked: _, ...headerOfBefore } = header;
const [session] = run.sessions;
if (session?.proof == null) {
  throw new Error("The run has a session with a proof.");
}
const { proof } = session;

describe("a run is not published", () => {
  test.each<readonly [string, StoredRun, RegExp]>([
    ["that was interrupted", { ...run, interrupted: true }, /interrupted.*--resume/],
    ["that was cut off", { ...run, wallMs: null }, /interrupted.*--resume/],
    [
      "that ended early",
      { ...run, header: { ...header, plan: plan(run.cases.length + 3) } },
      /ended after 7 of 10 cases/,
    ],
    [
      "of before, which does not say what it is",
      { ...run, header: headerOfBefore },
      /does not record/,
    ],
    ["of some scenarios", asked({ scenario: ["echo"] }), /filtered with --scenario:/],
    ["of what failed last", asked({ lastFailed: "x" }), /filtered with --last-failed:/],
    ["of scenarios of one's own", asked({ scenarios: "x" }), /filtered with --scenarios:/],
    ["of the quick profile", asked({ profile: "quick" }), /profile quick/],
    [
      "whose controls misbehaved",
      { ...run, sessions: [{ ...session, broken: "the reference failed" }] },
      /control cases misbehaved.*session 1\b/,
    ],
    [
      "whose link was not proved",
      { ...run, sessions: [{ ...session, proof: { ...proof, unproven: "no" } }] },
      /could not be proved.*session 1\b/,
    ],
  ])("%s", (_, unfit, message) => {
    expect(unpublishableReasons(unfit)).toEqual([expect.stringMatching(message)]);
  });

  test("unless it is whole, whatever its profile", () => {
    expect(unpublishableReasons(run)).toEqual([]);
    expect(unpublishableReasons(asked({ profile: "full" }))).toEqual([]);
    // What their cases showed counts, and the page tells of it.
    expect(unpublishableReasons({ ...run, sessions: [] })).toEqual([]);
    const whole = { ...run, header: { ...header, plan: plan(run.cases.length) } };
    expect(unpublishableReasons(whole)).toEqual([]);
  });
});

test("what is measured is a choice; that it was cut off is none", () => {
  const chosen = asked({ lab: "netns", repeatEach: 7, seed: 7, scenario: ["ping-pong"] });
  expect(unpublishableReasons(chosen)).not.toEqual([]);
  expect(unpublishableMeasurements(chosen)).toEqual([]);
  expect(unpublishableMeasurements({ ...chosen, interrupted: true })).toHaveLength(1);
});

function plan(cases: number) {
  return { cases, implementations: {}, scenarios: {}, networks: {}, order: "" };
}

describe("runs are not put together", () => {
  const reasonsOf = (runs: readonly StoredRun[]) => [
    ...overlapReasons(runs),
    ...apartReasons(runs),
  ];
  const only = (implementation: string, facts: Partial<StoredRun["header"]> = {}): StoredRun => ({
    ...run,
    header: { ...header, runId: `of-${implementation}`, ...facts },
    cases: run.cases.filter((result) => result.implementation === implementation),
  });

  test.each<readonly [string, StoredRun, RegExp]>([
    [
      "of two machines",
      only("node", { machine: { ...header.machine, cpus: 64 } }),
      /one machine, found 2 × x64.* in of-cpp and 64 × x64.* in of-node/,
    ],
    [
      "of two versions of sockspec",
      only("node", { versions: { ...header.versions, sockspec: "9" } }),
      /one sockspec, found 0\.1\.0 .* and 9/,
    ],
    [
      "of two versions of an implementation",
      only("node", {
        implementations: header.implementations.map((implementation) => ({
          ...implementation,
          version: "v25",
        })),
      }),
      /one version of cpp, found g\+\+ .* and v25/,
    ],
    ["that have the same cases", only("cpp"), /found cpp on clean in of-cpp and of-cpp/],
  ])("%s", (_, other, message) => {
    expect(reasonsOf([only("cpp"), other]).join("\n")).toMatch(message);
  });

  test("unless nothing stands against it", () => {
    expect(reasonsOf([only("cpp"), only("node")])).toEqual([]);
  });
});
