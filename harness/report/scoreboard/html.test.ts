import { expect, test } from "vitest";
import { syntheticReport } from "../html/fixtures/synthetic-report.ts";
import { htmlReport } from "../html/html-report.ts";
import { scoreboardHtml } from "./html.ts";

test("a report of a few failures is published as it is", () => {
  const { report, sources } = syntheticReport({ cases: 100, failing: 2 });
  const whole = htmlReport(report, sources);
  expect(whole).toContain("sp-ladder");
  expect(scoreboardHtml({ report, sources })).toBe(whole);
});

test("a report that would be too large has every case, and no ladders", () => {
  const { report, sources } = syntheticReport({ cases: 1500, failing: 100 });
  const whole = htmlReport(report, sources);
  expect(Buffer.byteLength(whole)).toBeGreaterThan(3_000_000);
  const light = scoreboardHtml({ report, sources });
  expect(Buffer.byteLength(light)).toBeLessThan(3_000_000);
  const rows = (page: string) => page.match(/<tr/g)?.length ?? 0;
  expect(rows(light)).toBeGreaterThan(1500);
  expect(light).toContain("are left out to keep this page small");
  expect(light).not.toContain('class="sp-ladder');
});
