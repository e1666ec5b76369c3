import { describe, expect, test } from "vitest";
import type { CaseResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import type { RunHeader } from "../../journal/header.ts";
import type { NotRunCase } from "../../journal/not-run.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import { startPaint } from "../terminal/glyphs.ts";
import { type ComparedRun, comparedRun } from "./compared-run.ts";
import { type Change, diffRuns } from "./diff.ts";
import { formatDiff } from "./text.ts";

const header: RunHeader = {
  schemaVersion: 1,
  runId: "a-run",
  startedAt: "2026-11-20T10:00:00.000Z",
  command: [],
  seed: 1,
  jobs: 2,
  lab: "netns",
  versions: { sockspec: "0.1.0", node: "24.21.0" },
  machine: { kernel: "6.1.0", architecture: "x64", cpus: 2, memoryBytes: 2 ** 34 },
  implementations: [{ name: "node", title: null, version: "v24", claims: [] }],
  networks: [],
};

function runOf(
  cases: readonly CaseResult[],
  facts: Partial<RunHeader> = {},
  notRun: readonly NotRunCase[] = [],
): ComparedRun {
  return comparedRun({
    folder: "results/a-run",
    header: { ...header, ...facts },
    cases,
    sessions: [],
    wallMs: 1,
    interrupted: false,
    stopped: notRun.length === 0 ? null : "interrupted",
    notRun,
  });
}

/** A case that failed these checks, each with what it observed. */
function failing(observed: Readonly<Record<string, string>>, facts: Partial<CaseResult> = {}) {
  const checks = Object.entries(observed).map(([id, text]) =>
    makeCheck({ id, status: "fail", observed: text }),
  );
  return makeCase({ verdict: "fail", checks, ...facts });
}

const passed = makeCase({ checks: [makeCheck()] });
const failed = failing({ echoed: "0 of 9 bytes after 2000 ms" });
const untidy = makeCase({ checks: [makeCheck({ level: "SHOULD", status: "fail" })] });
const none = (verdict: Verdict, reason = "not tried") => makeCase({ verdict, reason });
const times = (count: number, result: CaseResult, from = 1) =>
  Array.from({ length: count }, (_, index) => ({ ...result, repetition: from + index }));

test("what one run ended before is not run there, neither new nor gone", () => {
  const missing = { ...none("inconclusive", "not run: interrupted"), scenario: passed.scenario };
  const cut = runOf([], {}, [missing as NotRunCase]);
  const [earlier, later] = [diffRuns(runOf([passed]), cut), diffRuns(cut, runOf([passed]))];
  expect(earlier.situations.map(({ change }) => change)).toEqual(["not-run"]);
  expect(later.situations.map(({ change }) => change)).toEqual(["not-run"]);
  const paint = startPaint(false);
  const text = formatDiff(earlier, { before: runOf([passed]), after: cut, paint });
  expect(text).toMatch(/1 not run in one of them\n +\S+ \S+: pass → not run/);
  expect(text).not.toContain("gone");
});

describe("a scenario", () => {
  test.each<{
    title: string;
    before: readonly CaseResult[];
    after: readonly CaseResult[];
    change: Change | null;
  }>([
    { title: "that passes in both is as before", before: [passed], after: [passed], change: null },
    { title: "that fails now is worse", before: [passed], after: [failed], change: "worse" },
    { title: "that passes now is better", before: [failed], after: [passed], change: "better" },
    {
      title: "that breaks a SHOULD now is worse",
      before: [passed],
      after: [untidy],
      change: "worse",
    },
    {
      title: "that passed always and passes sometimes now is worse",
      before: times(20, passed),
      after: [...times(19, passed), ...times(1, failed, 20)],
      change: "worse",
    },
    {
      title: "that passed only when it was run again is worse",
      before: [passed],
      after: [failed, { ...passed, attempt: 2 }],
      change: "worse",
    },
    {
      title: "that never passed and passes sometimes now is better",
      before: times(2, failed),
      after: [...times(1, passed), ...times(1, failed, 2)],
      change: "better",
    },
    {
      title: "that passes as often as before is as before",
      before: [...times(1, passed), ...times(1, failed, 2)],
      after: [...times(2, passed), ...times(2, failed, 3)],
      change: null,
    },
    {
      title: "that passes more often or less often is neither better nor worse",
      before: [...times(1, passed), ...times(1, failed, 2)],
      after: [...times(3, passed), ...times(1, failed, 4)],
      change: "other-share",
    },
    {
      title: "that fails alike, but for the time that it took, is as before",
      before: [failed],
      after: [failing({ echoed: "0 of 9 bytes after 1998.7 ms" })],
      change: null,
    },
    {
      title: "that fails in another way is reported",
      before: [failed],
      after: [failing({ echoed: "differs from byte 8 on" })],
      change: "other-reason",
    },
    {
      title: "of which another check fails is reported",
      before: [failed],
      after: [failing({ alive: "could not connect" })],
      change: "other-reason",
    },
    {
      title: "of which one more check fails is worse",
      before: [failed],
      after: [failing({ echoed: "0 of 9 bytes after 2000 ms", alive: "could not connect" })],
      change: "worse",
    },
    {
      title: "of which one check less fails is better",
      before: [failing({ echoed: "0 of 9 bytes after 2000 ms", alive: "could not connect" })],
      after: [failed],
      change: "better",
    },
    {
      title: "that passed and has no verdict now is worse",
      before: [passed],
      after: [none("inconclusive")],
      change: "worse",
    },
    {
      title: "that failed and has no verdict now is reported",
      before: [failed],
      after: [none("error")],
      change: "undecided",
    },
    {
      title: "that had no verdict and fails now is worse",
      before: [none("unsupported")],
      after: [failed],
      change: "worse",
    },
    {
      title: "that had no verdict and passes now is better",
      before: [none("inconclusive")],
      after: [passed],
      change: "better",
    },
    {
      title: "that has no verdict, for the same reason, is as before",
      before: [none("unsupported")],
      after: [none("unsupported")],
      change: null,
    },
    {
      title: "that has no verdict, for another reason, is reported",
      before: [none("inconclusive")],
      after: [none("inconclusive", "the link lost nothing")],
      change: "other-reason",
    },
    { title: "that was not there is new", before: [], after: [failed], change: "new" },
    { title: "that is not there any more is gone", before: [passed], after: [], change: "gone" },
  ])("$title", ({ before, after, change }) => {
    const { situations, same } = diffRuns(runOf(before), runOf(after));
    expect(situations.map((situation) => situation.change)).toEqual(
      change === null ? [] : [change],
    );
    expect(same).toBe(change === null ? 1 : 0);
  });

  test("is compared with itself alone: same implementation, same network", () => {
    const before = [passed, { ...passed, network: "lte" }, { ...passed, implementation: "deno" }];
    const after = [passed, { ...failed, network: "lte" }, { ...passed, implementation: "deno" }];
    expect(diffRuns(runOf(before), runOf(after))).toMatchObject({
      situations: [{ change: "worse", implementation: "node", network: "lte" }],
      same: 2,
    });
  });
});

test("a run is as it was itself", () => {
  const run = runOf([passed, failed, none("error")]);
  expect(diffRuns(run, run)).toMatchObject({ header: [], situations: [] });
});

test("what differs of the runs themselves is reported", () => {
  const after = runOf([{ ...passed, kernel: "6.2.0" }], {
    seed: 7,
    versions: { ...header.versions, node: "25.0.0" },
    machine: { ...header.machine, kernel: "6.18.0" },
    implementations: [{ name: "node", title: null, version: "v25", claims: ["half-close"] }],
  });
  expect(diffRuns(runOf([passed]), after).header).toEqual([
    { what: "node", before: "24.21.0", after: "25.0.0" },
    { what: "version of node", before: "v24", after: "v25" },
    { what: "claims of node", before: "none", after: "half-close" },
    { what: "seed", before: "1", after: "7" },
    { what: "kernel", before: "6.1.0", after: "6.18.0" },
    { what: "kernel under clean", before: "6.1.0", after: "6.2.0" },
  ]);
});

describe("the text", () => {
  function textOf(before: readonly CaseResult[], after: readonly CaseResult[]) {
    const runs = { before: runOf(before), after: runOf(after, { seed: 2 }) };
    const diff = diffRuns(runs.before, runs.after);
    return formatDiff(diff, { ...runs, paint: startPaint(false) }).split("\n");
  }

  test("tells what got worse first, with the reason, and what is as before last", () => {
    const zero = { scenario: "length/zero", network: "lte" };
    const before = [{ ...failed, ...zero }, ...times(2, passed)];
    const after = [{ ...passed, ...zero }, ...times(1, passed), ...times(1, failed, 2)];
    expect(textOf(before, after)).toEqual([
      "before  results/a-run  2026-11-20T10:00:00.000Z  3 cases",
      "after   results/a-run  2026-11-20T10:00:00.000Z  3 cases",
      "  seed: 1 → 2",
      "",
      "1 worse",
      "  node echo/basic: pass, 2 of 2 passed → flaky, 1 of 2 passed",
      "    + MUST echoed: 0 of 9 bytes after 2000 ms",
      "",
      "1 better",
      "  node length/zero on lte: fail → pass",
      "    - MUST echoed: 0 of 9 bytes after 2000 ms",
      "",
      "0 unchanged",
    ]);
  });

  test("tells both reasons where they differ", () => {
    expect(textOf([failed], [failing({ echoed: "differs from byte 8 on" })])).toContain(
      "    + MUST echoed: differs from byte 8 on",
    );
  });

  test("is not made long by what is gone", () => {
    const before = Array.from({ length: 30 }, (_, index) => ({
      ...passed,
      scenario: `test/n${index}`,
    }));
    const lines = textOf(before, []);
    expect(lines).toContain("30 gone");
    expect(lines).toContain("  … and 10 more; --json lists them all");
  });
});
