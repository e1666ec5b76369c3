import { expect, test } from "vitest";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import { makeMeasuredReport, measuredSources } from "../comparison/fixtures/measured-report.ts";
import { htmlReport } from "./html-report.ts";

const report = makeMeasuredReport([pingPong]);
const page = htmlReport(report, measuredSources);
const words = page
  .replace(/<[^>]*>/g, " ")
  .replace(/\s+/g, " ")
  .trim();

test("a measured run has its comparison instead of grades and a matrix", () => {
  expect(page).toContain("<h1>3 implementations measured on clean</h1>");
  expect(words).toContain("15 of 15 repetitions count");
  expect(words).toMatch(/median cpp 1\.03 ms \S+ % to \S+ % best node 2\.06 ms .* 2\.00 × /);
  expect(page).not.toMatch(/id="grades"|id="matrix"/);
});

test("its charts have their style once", () => {
  expect(page.match(/<svg /g)?.length).toBe(1);
  expect(page.match(/\.sp-chart\{--sp-ink/g)?.length).toBe(2);
});

test("repetitions that do not count are listed with their reason", () => {
  const cases = report.run.cases.map((result, index) =>
    index === 0 ? { ...result, disturbed: "steal of 9 %" } : result,
  );
  const disturbed = htmlReport({ ...report, run: { ...report.run, cases } }, measuredSources);
  expect(disturbed).toContain("14 of 15 repetitions count.");
  expect(disturbed).toMatch(/<li>cpp latency\/ping-pong on clean, repetition 1: .*steal of 9 %/);
});
