/**
 * Prints how large the HTML report of 5,000 cases is, and how long a headless Chromium takes to open,
 * filter and sort it, beside the report of 50: the median of three, and in brackets what the page's process used of
 * a processor meanwhile, which another load on the machine does not lengthen as much.
 * Run as `npm run bench:report`.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { syntheticReport } from "../harness/report/html/fixtures/synthetic-report.ts";
import { htmlReport } from "../harness/report/html/html-report.ts";
import { median } from "./median.ts";

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
  const rows = (["open", "filter", "sort"] as const).map((what) => {
    const wallMs = median(runs.map((run) => run[what].wallMs));
    const processorMs = median(runs.map((run) => run[what].processorMs));
    return `${what} ${wallMs.toFixed(0)} ms (${processorMs.toFixed(0)} ms)`;
  });
  const megabytes = (Buffer.byteLength(page) / 1e6).toFixed(2);
  console.log(
    `${cases} cases, ${failing} failing: ${megabytes} MB, written in ${writtenMs.toFixed(0)} ms; ${rows.join(", ")}`,
  );
}
await browser.close();

interface Spent {
  readonly wallMs: number;
  readonly processorMs: number;
}

async function measure(
  on: Browser,
  file: string,
): Promise<Readonly<Record<"open" | "filter" | "sort", Spent>>> {
  await using page = await on.newPage();
  const spend = await startMeter(page);
  const open = await spend(() => page.goto(`file://${file}`));
  const filter = await spend(() => page.fill("input[name=text]", "scenario-17"));
  await spend(() => page.fill("input[name=text]", ""));
  // Playwright would look for what it clicks among all elements, which takes longer than to sort.
  const sort = await spend(() =>
    page.evaluate("document.querySelector('table.cases th:nth-child(6) button').click()"),
  );
  return { open, filter, sort };
}

/** @returns a function that measures, in ms, until an action is done and two frames are drawn. */
async function startMeter(page: Page): Promise<(act: () => Promise<unknown>) => Promise<Spent>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const processorMs = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "ProcessTime")?.value ?? Number.NaN);
  };
  return async (act) => {
    const [beforeMs, startedMs] = [await processorMs(), performance.now()];
    await act();
    await page.evaluate(
      "new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))",
    );
    const wallMs = performance.now() - startedMs;
    return { wallMs, processorMs: (await processorMs()) - beforeMs };
  };
}
