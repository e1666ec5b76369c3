import { expect, test } from "vitest";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import { formatCalibration } from "../comparison/calibration.ts";
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

test("how good the client was stands above the measurements, once", () => {
  const calibration = { clientUs: [22, 20, 21], sockperfUs: [20, 21, 19], messageBytes: 104 };
  const words = /ratio 1\.05 \(medians of 3 rounds\)/g;
  const { run } = report;
  const stored = { ...run, header: { ...run.header, calibration } };
  expect(htmlReport({ ...report, run: stored }, measuredSources).match(words)).toHaveLength(1);
  const notes = [formatCalibration(calibration)];
  const running = { ...stored, notes };
  expect(htmlReport({ ...report, run: running }, measuredSources).match(words)).toHaveLength(1);
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
