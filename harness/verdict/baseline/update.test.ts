import { describe, expect, test } from "vitest";
import type { GatedCase } from "../gate/case.ts";
import { makeGatedCase, makeJudgedCheck, makeVerdict } from "../gate/fixtures/gate-builder.ts";
import { failsAsExpected, missingReason, staleEntries } from "./baseline.ts";
import type { ExpectedFailure } from "./expected-failure.ts";
import { updateBaseline } from "./update.ts";

const known = ["echo/basic", "length/zero"];
const entry: ExpectedFailure = {
  implementation: "node",
  scenario: "echo/basic",
  check: "echoed",
  observed: "differs from byte",
  sometimes: false,
  reason: "a known bug",
};
const broken = (observed: string, facts: Partial<GatedCase> = {}) =>
  makeGatedCase({
    verdict: "fail",
    checks: [makeJudgedCheck({ status: "fail", observed })],
    ...facts,
  });
const differs = broken("differs from byte 8 on");
const late = broken("0 of 9 bytes after 2000 ms");

function update(
  before: readonly ExpectedFailure[],
  cases: readonly GatedCase[],
  options: Partial<Parameters<typeof updateBaseline>[0]> = {},
) {
  return updateBaseline({
    before,
    cases,
    known,
    elsewhere: [],
    failOn: "must",
    thresholds: [],
    ...options,
  });
}

describe("an updated baseline", () => {
  test("has an entry for each failure, without a reason", () => {
    expect(update([], [differs]).entries).toEqual([
      {
        ...entry,
        network: "clean",
        observed: "differs from byte 8 on",
        reason: missingReason,
      },
    ]);
  });

  test("keeps the reason of what still fails so", () => {
    expect(update([entry], [differs])).toMatchObject({
      entries: [entry],
      kept: [entry],
      added: [],
      removed: [],
    });
  });

  test("is the same when it is updated again", () => {
    const cases = [differs, broken("could not connect", { implementation: "deno" }), late];
    const { entries } = update([entry], cases);
    expect(update(entries, cases)).toMatchObject({ entries, added: [], removed: [] });
  });

  test("explains every failure of its run, and is not stale", () => {
    const cases = [
      differs,
      { ...late, repetition: 2 },
      { ...makeVerdict("pass"), repetition: 3 },
      broken("FIN at 12 ms", { network: "lte" }),
    ];
    const { entries } = update([{ ...entry, observed: "something else" }], cases);
    expect(
      cases.filter((result) => result.verdict === "fail" && !failsAsExpected(result, entries)),
    ).toEqual([]);
    expect(staleEntries(entries, cases, known)).toEqual([]);
  });

  test("loses what passes, and what fails in another way", () => {
    expect(update([entry], [makeVerdict("pass")])).toMatchObject({ entries: [], removed: [entry] });
    expect(update([entry], [late])).toMatchObject({
      removed: [entry],
      added: [{ observed: "0 of 9 bytes after", reason: missingReason }],
    });
  });

  test("loses what is for no scenario or check that there is", () => {
    const gone = { ...entry, scenario: "gone/gone" };
    const renamed = { ...entry, check: "gone" };
    expect(update([gone, renamed], [makeVerdict("pass")]).removed).toEqual([gone, renamed]);
  });

  test.each<{ title: string; cases: readonly GatedCase[] }>([
    { title: "was not run", cases: [] },
    { title: "was run with another implementation", cases: [{ ...late, implementation: "deno" }] },
    { title: "is inconclusive", cases: [makeVerdict("inconclusive")] },
    { title: "is in error", cases: [{ ...late, verdict: "error" }] },
    { title: "is unsupported", cases: [makeVerdict("unsupported")] },
  ])("keeps what $title", ({ cases }) => {
    expect(update([entry], cases).kept).toEqual([entry]);
  });

  test("keeps what passes sometimes", () => {
    const race = { ...entry, sometimes: true };
    expect(update([race], [makeVerdict("pass")]).entries).toEqual([race]);
  });

  test("says of what passed too that it fails sometimes", () => {
    expect(update([], [differs, makeVerdict("pass", { repetition: 2 })]).entries).toMatchObject([
      { sometimes: true },
    ]);
  });

  test("leaves out what is expected elsewhere", () => {
    expect(update([], [differs], { elsewhere: [entry] }).entries).toEqual([]);
  });

  test("leaves out what a threshold counts", () => {
    const scenarios = new Set(["echo/basic"]);
    const threshold = { text: "basic", scenarios, check: null, passShareMin: 0.5 };
    expect(update([], [differs], { thresholds: [threshold] }).entries).toEqual([]);
  });

  test("has a SHOULD where that fails a case", () => {
    const check = makeJudgedCheck({ level: "SHOULD", status: "fail", observed: "untidy" });
    const untidy = makeGatedCase({ checks: [check] });
    expect(update([], [untidy]).entries).toEqual([]);
    expect(update([], [untidy], { failOn: "should" }).entries).toMatchObject([
      { observed: "untidy" },
    ]);
  });
});
