/**
 * Prints how large the HTML report of 5,000 cases is, and how long a headless Chromium takes to open,
 * filter and sort it, beside the report of 50. Run as `npm run bench:report`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { syntheticReport } from "../report/html/fixtures/synthetic-report.ts";
import { htmlReport } from "../report/html/html-report.ts";

const rounds = 3;

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const [cases, failing] of [
  [50, 5],
  [5000, 50],
  [5000, 500],
  [5000, 5000],
] as const) {
  const { report, sources } = syntheticReport({ cases, failing });
  const startedMs = performance.now();
  const page = htmlReport(report, sources);
  const writtenMs = performance.now() - startedMs;
  const file = join(folder, `${cases}-${failing}.html`);
  writeFileSync(file, page);
  const runs: Awaited<ReturnType<typeof measure>>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    runs.push(await measure(browser, file));
  }
  const told = (["open", "filter", "sort"] as const)
    .map((what) => `${what} ${median(runs.map((one) => one[what])).toFixed(0)} ms`)
    .join(", ");
  const megabytes = (Buffer.byteLength(page) / 1e6).toFixed(2);
  console.log(
    `${cases} cases, ${failing} failing: ${megabytes} MB, written in ${writtenMs.toFixed(0)} ms; ${told}`,
  );
}
await browser.close();

async function measure(
  on: Browser,
  file: string,
): Promise<{ readonly open: number; readonly filter: number; readonly sort: number }> {
  await using page = await on.newPage();
  const open = await until(page, () => page.goto(`file://${file}`));
  const filter = await until(page, () => page.fill("input[name=text]", "scenario-17"));
  await until(page, () => page.fill("input[name=text]", ""));
  // A click of Playwright's looks for what it clicks among all elements, which takes longer.
  const sort = await until(page, () =>
    page.evaluate("document.querySelector('table.cases th:nth-child(6) button').click()"),
  );
  return { open, filter, sort };
}

/** @returns milliseconds until it has happened and two frames were drawn of it. */
async function until(page: Page, act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  await page.evaluate("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))");
  return performance.now() - startedMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
