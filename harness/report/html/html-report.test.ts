import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import type { CaseFiles } from "../../journal/case-files.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { makeCutReport } from "../fixtures/run-report-builder.ts";
import { makeHistory } from "./fixtures/made-history.ts";
import { madeSources, makeReport } from "./fixtures/made-report.ts";
import { syntheticReport } from "./fixtures/synthetic-report.ts";
import { htmlReport } from "./html-report.ts";

const failure = makeCheck({
  status: "fail",
  observed: "3 of 9 B",
  brokeAtMs: 42,
  expected: "9 B echoed unchanged",
});

function failedCase(facts: Partial<CaseResult> = {}): CaseResult {
  return makeCase({ verdict: "fail", checks: [failure], history: "cases/a.json", ...facts });
}

function write(cases: readonly CaseResult[], sources: CaseFiles = madeSources): string {
  return htmlReport(makeReport({ cases }), sources);
}

/** @returns the text between two marks, without tags. */
function between(page: string, from: string, to: string): string {
  const start = page.indexOf(from);
  expect(start, from).toBeGreaterThanOrEqual(0);
  const part = page.slice(start, page.indexOf(to, start));
  return part
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

const headOf = (page: string) => between(page, "<h1>", "</h1>");

describe("the headline says", () => {
  const should = makeCheck({ level: "SHOULD", status: "fail" });
  test.each<{ cases: readonly CaseResult[]; text: string }>([
    { cases: [], text: "No case was run" },
    { cases: [makeCase()], text: "Every requirement held in 1 case" },
    {
      cases: [makeCase({ checks: [should] })],
      text: "Every MUST held in 1 case, and not every SHOULD",
    },
    {
      cases: [makeCase({ repetition: 2 }), failedCase()],
      text: "1 of 2 cases fails a requirement",
    },
    {
      cases: [makeCase({ repetition: 2 }), makeCase({ verdict: "error", reason: "x" })],
      text: "1 of 2 cases reached no verdict",
    },
    {
      cases: [makeCase({ verdict: "unsupported", reason: "x" })],
      text: "Nothing to judge in 1 case",
    },
    {
      cases: [failedCase({ attempt: 1 }), makeCase({ attempt: 2 })],
      text: "Every requirement held in 1 case",
    },
  ])("$text", ({ cases, text }) => {
    expect(headOf(write(cases))).toBe(text);
  });
});

test("a failure that the baseline expects is told apart, with its reason and what became of it", () => {
  const baseline = [
    {
      implementation: "node",
      scenario: "echo/basic",
      check: "echoed",
      observed: "3 of 9",
      sometimes: false,
      reason: "Node loses bytes.",
    },
  ];
  const page = htmlReport(
    makeReport({ cases: [failedCase()] }, { baseline, staleEntries: ["deno: passes."] }),
    madeSources,
  );
  expect(headOf(page)).toBe("Nothing unexpected in 1 case: 1 known failure");
  expect(between(page, "<div><dt>Known</dt>", "</dl>")).toBe("Known Node loses bytes.");
  expect(between(page, 'id="baseline"', "</section>")).toContain("1 of 1 failed this way");
  expect(between(page, 'id="baseline"', "</section>")).toContain("deno: passes.");
  expect(between(page, 'aria-label="Notices"', "</ul>")).toContain("stale in 1 place");
});

test("a requirement that broke is reported with source, expectation, observation and command", () => {
  const text = between(write([failedCase()]), '<details class="case', 'id="cases"');
  for (const part of [
    "MUST echoed A message comes back unchanged.",
    "Source Protocol contract: echo every frame",
    "Expected 9 B echoed unchanged",
    "Observed 3 of 9 B",
    "Broke at 42 ms",
    "here echoed broke",
    "npx sockspec run node -t echo/basic",
    "listening",
  ]) {
    expect(text).toContain(part);
  }
});

test("what passed has a row with all that the journal says, and no section", () => {
  const passed = makeCase({ checks: [makeCheck()], seed: 99, fate: "alive", session: 3 });
  const page = write([passed]);
  expect(page).not.toContain('<details class="case');
  const row = between(page, '<tr role="row" id="row-0"', "</tr>");
  expect(row).toContain("MUST echoed: 9 B echoed unchanged");
  expect(row).toContain("seed 99 · netns lab · kernel 6.1.0 · cubic · session 3");
  expect(row).toContain("$ npx sockspec run node -t echo/basic");
});

test("repetitions that differ are reported as k of n, in the matrix and by themselves", () => {
  const page = write(
    [1, 2, 3].map((repetition) => (repetition === 2 ? failedCase : makeCase)({ repetition })),
  );
  expect(between(page, '<table class="matrix"', "</tbody>")).toContain("in 1 of 3 repetitions");
  expect(between(page, 'id="flaky"', "</section>")).toContain("✗ fail 1 of 3 ✓ pass 2 of 3");
});

test("attempts that another one made up for stay listed", () => {
  const page = write([failedCase({ attempt: 1 }), makeCase({ attempt: 2 })]);
  expect(between(page, 'aria-label="Notices"', "</ul>")).toContain(
    "1 attempt that failed was followed by another",
  );
  expect(page.match(/<tr role="row" id="row-/g)).toHaveLength(2);
});

test("each network has a matrix of its own, with its grades", () => {
  const page = write([makeCase({ checks: [makeCheck()] }), failedCase({ network: "lte" })]);
  const tables = page.match(/<table class="matrix">.*?<\/table>/gs) ?? [];
  expect(tables.map((table) => between(table, "<tfoot", "</tfoot>"))).toEqual([
    "Grade on this network A",
    "Grade on this network F",
  ]);
});

test("a run that was cut off says so", () => {
  const page = htmlReport(
    makeReport({ cases: [makeCase()], wallMs: null, stopped: "interrupted by SIGTERM" }),
    madeSources,
  );
  expect(between(page, 'aria-label="Notices"', "</ul>")).toContain(
    "run is incomplete, so it has no grades: interrupted by SIGTERM",
  );
});

test("a run of which nothing was run does not say that every case passed", () => {
  const page = htmlReport(makeCutReport("interrupted by SIGTERM"), madeSources);
  expect(page).not.toContain("every case passed");
  expect(page).toContain("Nothing among the cases that were run: 2 cases were not.");
});

test("a history that cannot be read costs its pictures only", () => {
  const page = write([failedCase()], { ...madeSources, history: () => null });
  expect(page).toContain("Its history, cases/a.json, cannot be read.");
  expect(page).toContain("3 of 9 B");
});

test("a timeline longer than a page is cut in the middle, and says by how much", () => {
  const events = Array.from({ length: 400 }, (_, index) => ({
    atMs: index,
    event: "received" as const,
    connection: `c${index}`,
    bytes: 1,
  }));
  const page = write([failedCase()], {
    ...madeSources,
    history: () => makeHistory({ events, eventsDropped: 12 }),
  });
  expect(page).toMatch(/… 301 events in between: see the history/);
  expect(page).toContain("… 12 more events did not fit into the history");
});

describe("a large run", () => {
  const { report, sources } = syntheticReport({ cases: 1500, failing: 1200 });
  const page = htmlReport(report, sources);

  test("shows pictures of the first failures, and says of how many it does not", () => {
    expect(page.match(/<h4>Ladder<\/h4>/g)).toHaveLength(100);
    expect(page).toContain("shown for 100 cases and left out for 900 others");
  });

  test("has sections for the first, rows for all, and says how many have a row only", () => {
    expect(page.match(/<details class="case/g)).toHaveLength(1000);
    expect(page.match(/<tr role="row" id="row-/g)).toHaveLength(1500);
    expect(page).toContain("200 further cases did not simply pass either");
  });

  test("has no two elements of one name", () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has no link that leads nowhere", () => {
    const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, link]) => link ?? "");
    const anchors = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => `#${id}`));
    expect(links.filter((link) => !anchors.has(link))).toEqual([]);
  });
});

test("its policy lets nothing in but its own style and script", () => {
  const page = write([makeCase()]);
  const [, script = ""] = /<script>(.*)<\/script>/s.exec(page) ?? [];
  const digest = createHash("sha256").update(script).digest("base64");
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy).toBe(
    "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; " +
      `script-src &#39;sha256-${digest}&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
  );
});

test("every scenario of the catalogue is explained without an empty part", () => {
  const cases = catalogue.map(({ id }, index) => makeCase({ scenario: id, index }));
  const scenarios = new Map(catalogue.map((scenario) => [scenario.id, scenario]));
  const page = htmlReport(makeReport({ cases }, { scenarios }), madeSources);
  expect(page.match(/<details class="scenario"/g)).toHaveLength(catalogue.length);
  const [body = page] = /<body>.*<script>/s.exec(page) ?? [];
  expect(body).not.toMatch(/undefined|\[object|NaN/);
});
