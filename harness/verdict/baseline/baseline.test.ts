import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CheckStatus, Verdict } from "../verdict.ts";
import { type BaselineCase, failsAsExpected, staleEntries } from "./baseline.ts";
import type { ExpectedFailure } from "./expected-failure.ts";

type Checked = BaselineCase["checks"][number];

const entry: ExpectedFailure = {
  implementation: "node",
  scenario: "echo/basic",
  check: "echoed",
  observed: "differs from byte",
  sometimes: false,
  reason: "a known race",
};

function checked(facts: Partial<Checked>): Checked {
  return { id: "echoed", level: "MUST", status: "pass", observed: "9 B", ...facts };
}

const known = checked({ status: "fail", observed: "differs from byte 8 on" });
const other = checked({ status: "fail", observed: "0 of 9 bytes after 2000 ms" });
const alive = checked({ id: "alive" });
const dead = checked({ id: "alive", status: "fail", observed: "could not connect" });

function caseOf(verdict: Verdict, ...checks: readonly Checked[]): BaselineCase {
  return { implementation: "node", scenario: "echo/basic", network: "clean", verdict, checks };
}

describe("a case fails as expected", () => {
  test.each<{ title: string; result: BaselineCase; baseline: readonly ExpectedFailure[] }>([
    {
      title: "when its failed MUST observed what the entry says, among other things",
      result: caseOf("fail", known, alive),
      baseline: [entry],
    },
    {
      title: "when every MUST that failed has an entry",
      result: caseOf("fail", known, dead),
      baseline: [entry, { ...entry, check: "alive", observed: "could not connect" }],
    },
    {
      title: "when one of two entries for the check says what it observed",
      result: caseOf("fail", known),
      baseline: [{ ...entry, observed: "still open" }, entry],
    },
    {
      title: "on the network that the entry is for",
      result: caseOf("fail", known),
      baseline: [{ ...entry, network: "clean" }],
    },
    {
      title: "whatever its SHOULD",
      result: caseOf("fail", known, { ...dead, level: "SHOULD" }),
      baseline: [entry],
    },
  ])("$title", ({ result, baseline }) => {
    expect(failsAsExpected(result, baseline)).toBe(true);
  });
});

describe("a case does not fail as expected", () => {
  test.each<{ title: string; result: BaselineCase; baseline: readonly ExpectedFailure[] }>([
    { title: "without a baseline", result: caseOf("fail", known), baseline: [] },
    { title: "when it fails in another way", result: caseOf("fail", other), baseline: [entry] },
    {
      title: "when another MUST fails too",
      result: caseOf("fail", known, dead),
      baseline: [entry],
    },
    {
      title: "when the entry is for another check",
      result: caseOf("fail", known),
      baseline: [{ ...entry, check: "alive" }],
    },
    {
      title: "when the entry is for another scenario",
      result: caseOf("fail", known),
      baseline: [{ ...entry, scenario: "length/zero" }],
    },
    {
      title: "when the entry is for another implementation",
      result: caseOf("fail", known),
      baseline: [{ ...entry, implementation: "deno" }],
    },
    {
      title: "when the entry is for another network",
      result: caseOf("fail", known),
      baseline: [{ ...entry, network: "lte" }],
    },
    {
      title: "when the entry tells its observation in other letters",
      result: caseOf("fail", known),
      baseline: [{ ...entry, observed: "Differs from byte" }],
    },
    { title: "when it passes", result: caseOf("pass", checked({})), baseline: [entry] },
    {
      title: "when it is in error though the check failed",
      result: caseOf("error", known),
      baseline: [entry],
    },
    {
      title: "when only a SHOULD fails, which is no failure",
      result: caseOf("pass", { ...known, level: "SHOULD" }),
      baseline: [entry],
    },
  ])("$title", ({ result, baseline }) => {
    expect(failsAsExpected(result, baseline)).toBe(false);
  });
});

const scenarios = ["echo/basic", "length/zero"];

describe("an entry is as it should be", () => {
  test.each<{ title: string; baseline: ExpectedFailure; cases: readonly BaselineCase[] }>([
    {
      title: "when its check fails as it says",
      baseline: entry,
      cases: [caseOf("fail", known, alive)],
    },
    {
      title: "when its SHOULD fails as it says",
      baseline: entry,
      cases: [caseOf("pass", { ...known, level: "SHOULD" })],
    },
    {
      title: "when it passes on another network than its own",
      baseline: { ...entry, network: "lte" },
      cases: [caseOf("pass", checked({}))],
    },
    {
      title: "when it fails in one repetition and passes in others",
      baseline: entry,
      cases: [caseOf("pass", checked({})), caseOf("fail", known)],
    },
    { title: "when its scenario was not run", baseline: entry, cases: [] },
    {
      title: "when its scenario was run with another implementation only",
      baseline: entry,
      cases: [{ ...caseOf("pass", checked({})), implementation: "deno" }],
    },
    {
      title: "when its implementation was run in other scenarios only",
      baseline: entry,
      cases: [{ ...caseOf("pass", checked({})), scenario: "length/zero" }],
    },
    ...(["error", "inconclusive", "unsupported"] as const).map((verdict) => ({
      title: `when its case came to nothing: ${verdict}`,
      baseline: entry,
      cases: [caseOf(verdict)],
    })),
  ])("$title", ({ baseline, cases }) => {
    expect(staleEntries([baseline], cases, scenarios)).toEqual([]);
  });
});

describe("an entry is stale", () => {
  test.each<{
    title: string;
    baseline: Partial<ExpectedFailure>;
    cases: readonly BaselineCase[];
    expected: string;
  }>([
    {
      title: "when there is no such scenario, though nothing was run",
      baseline: { scenario: "echo/basics" },
      cases: [],
      expected: "node, echo/basics, echoed: there is no such scenario.",
    },
    {
      title: "when its scenario has no such check",
      baseline: { check: "ecohed" },
      cases: [caseOf("fail", known)],
      expected: "node, echo/basic, ecohed: the scenario has no such check.",
    },
    {
      title: "when its check passes",
      baseline: {},
      cases: [caseOf("pass", checked({}))],
      expected: "node, echo/basic, echoed: expected to fail, but passes. Remove the entry.",
    },
    {
      title: "when its check passes in a case that fails by another",
      baseline: {},
      cases: [caseOf("fail", checked({}), dead)],
      expected: "node, echo/basic, echoed: expected to fail, but passes. Remove the entry.",
    },
    {
      title: "when its check passes in every repetition",
      baseline: {},
      cases: [caseOf("pass", checked({})), caseOf("pass", checked({})), caseOf("error")],
      expected: "node, echo/basic, echoed: expected to fail, but passes. Remove the entry.",
    },
    {
      title: "when its check fails in another way",
      baseline: {},
      cases: [caseOf("fail", other)],
      expected:
        'node, echo/basic, echoed: expected "differs from byte", but fails with "0 of 9 bytes after 2000 ms".',
    },
    {
      title: "when its check fails in another way in one of two repetitions",
      baseline: {},
      cases: [caseOf("fail", known), caseOf("fail", other)],
      expected:
        'node, echo/basic, echoed: expected "differs from byte", but fails with "0 of 9 bytes after 2000 ms".',
    },
  ])("$title", ({ baseline, cases, expected }) => {
    expect(staleEntries([{ ...entry, ...baseline }], cases, scenarios)).toEqual([expected]);
  });

  test("each on its own, in the order of the baseline", () => {
    const entries = [{ ...entry, check: "gone" }, entry, { ...entry, scenario: "no/such" }];
    expect(staleEntries(entries, [caseOf("fail", known)], scenarios)).toEqual([
      "node, echo/basic, gone: the scenario has no such check.",
      "node, no/such, echoed: there is no such scenario.",
    ]);
  });
});

describe("any run", () => {
  const anyCheck = fc.record({
    id: fc.constantFrom("echoed", "alive"),
    level: fc.constant("MUST" as const),
    status: fc.constantFrom<CheckStatus>("pass", "fail"),
    observed: fc.constantFrom("differs from byte 8 on", "0 of 9 bytes", "could not connect"),
  });
  /** Fails if and only if one of its checks does, as the judge has it. */
  const anyCase = fc
    .uniqueArray(anyCheck, { selector: ({ id }) => id, minLength: 1 })
    .map((checks) =>
      caseOf(checks.some(({ status }) => status === "fail") ? "fail" : "pass", ...checks),
    );
  const anyRun = fc.array(anyCase, { minLength: 1, maxLength: 4 });

  test("that fails is as expected by the baseline written from it, and that is not stale", () => {
    fc.assert(
      fc.property(anyCase, (result) => {
        const failed = result.checks.filter(({ status }) => status === "fail");
        const written = failed.map(({ id, observed }) => ({ ...entry, check: id, observed }));
        expect(failsAsExpected(result, written)).toBe(result.verdict === "fail");
        expect(staleEntries(written, [result], scenarios)).toEqual([]);
      }),
    );
  });

  test("that passes is not stale when the entry says that it fails only sometimes", () => {
    fc.assert(
      fc.property(
        anyCase.filter((result) => result.verdict === "pass"),
        (result) => {
          expect(
            staleEntries([{ ...entry, sometimes: true }], [result], scenarios),
          ).not.toContainEqual(expect.stringContaining("passes"));
        },
      ),
    );
  });

  test("is as expected by a larger baseline when it was by a smaller one", () => {
    const more = fc.record({
      implementation: fc.constant("node"),
      scenario: fc.constant("echo/basic"),
      check: fc.constantFrom("echoed", "alive"),
      observed: fc.constantFrom("byte", "not"),
      sometimes: fc.constant(false),
      reason: fc.constant("a known race"),
    });
    fc.assert(
      fc.property(anyCase, more, (result, added) => {
        const before = failsAsExpected(result, [entry]);
        expect(!before || failsAsExpected(result, [added, entry])).toBe(true);
      }),
    );
  });

  test("gives an entry at most one sentence", () => {
    fc.assert(
      fc.property(anyRun, (cases) => {
        expect(staleEntries([entry], cases, scenarios).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
