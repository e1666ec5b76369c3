import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { blackhole } from "../../../scenarios/measurements/blackhole.ts";
import { connections } from "../../../scenarios/measurements/connections.ts";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import { windows } from "../../../scenarios/measurements/windows.ts";
import { makeMeasuredReport, measuredSources } from "../comparison/fixtures/measured-report.ts";
import { type ReportPage, startBrowser, type TestBrowser } from "./fixtures/browser.ts";
import { everyKind } from "./fixtures/every-kind.ts";
import { madeSources } from "./fixtures/made-report.ts";
import { htmlReport } from "./html-report.ts";

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
});

const document = htmlReport(everyKind(catalogue), madeSources);
const measured = htmlReport(
  makeMeasuredReport([pingPong, windows, connections, blackhole], ["lte"]),
  measuredSources,
);

async function openAll(page: ReportPage): Promise<void> {
  await page.evaluate(
    "document.querySelectorAll('details').forEach((details) => { details.open = true; })",
  );
}

describe.each([
  { kind: "judged", document },
  { kind: "measured", document: measured },
])("in a browser, a page of a $kind run", ({ document }) => {
  test("asks for nothing and complains of nothing", async () => {
    const opened = await browser.open(document);
    await opened.page.getByRole("button", { name: "Network" }).click();
    expect(opened.requests).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing wrong, %s, all opened",
    async (colorScheme) => {
      const { page } = await browser.open(document, {
        colorScheme,
      });
      // What is closed is not looked at.
      await openAll(page);
      await page.evaluate(axe.source);
      const found = await page.evaluate<axe.AxeResults>("axe.run({ resultTypes: ['violations'] })");
      const violations = found.violations.map(({ id, nodes }) => ({
        id,
        at: nodes.map(({ html }) => html),
      }));
      expect(violations).toEqual([]);
      expect(found.passes.length).toBeGreaterThan(20);
    },
  );

  test.each([1280, 400])("nothing is wider than a window of %i px", async (width) => {
    const opened = await browser.open(document, {
      viewport: { width, height: 800 },
    });
    expect(await opened.page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});

describe("without JavaScript", () => {
  test("everything is there, and nothing that would do nothing", async () => {
    const { page } = await browser.open(document, {
      javaScriptEnabled: false,
    });
    expect(await page.locator("table.cases tbody tr:visible").count()).toBe(10);
    expect(await page.locator("details.case:visible").count()).toBe(6);
    expect(await page.locator("form, button").filter({ visible: true }).count()).toBe(0);
  });

  test("a link in the matrix opens the case that it is about", async () => {
    const { page } = await browser.open(document, {
      javaScriptEnabled: false,
    });
    await page.locator("table.matrix td.mark-inconclusive a").click();
    await page.locator("#case-3").waitFor({ state: "visible" });
    expect(await page.locator("#case-3").textContent()).toContain("it did not happen");
  });
});
