import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { type ReportPage, startBrowser, type TestBrowser } from "./fixtures/browser.ts";
import { everyKind } from "./fixtures/every-kind.ts";
import { madeSources } from "./fixtures/made-report.ts";
import { syntheticReport } from "./fixtures/synthetic-report.ts";
import { htmlReport } from "./html-report.ts";

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
});

const document = htmlReport(everyKind(catalogue), madeSources);

const rowsOf = (page: ReportPage) => page.locator("table.cases tbody tr:visible");
const sectionsOf = (page: ReportPage) => page.locator("details.case:visible");

describe("filters", () => {
  test("narrow rows and sections by text, implementation, network and verdict", async () => {
    const { page } = await browser.open(document);
    const count = page.locator("form.filters output");
    expect(await count.textContent()).toBe("10 cases");
    await page.getByLabel("Text").fill("LENGTH observed");
    await expect.poll(() => count.textContent()).toBe("3 of 10 cases");
    expect(await rowsOf(page).count()).toBe(3);
    expect(await sectionsOf(page).count()).toBe(3);
    await page.getByLabel("Implementation").selectOption("deno");
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    await expect.poll(() => sectionsOf(page).count()).toBe(1);
    await page.locator("select[name=network]").selectOption("lte");
    await expect.poll(() => count.textContent()).toBe("0 of 10 cases");
    expect(await page.getByText("No case matches the filter.").isVisible()).toBe(true);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(10);
    await page.getByRole("checkbox", { name: "unsupported" }).uncheck();
    await expect.poll(() => count.textContent()).toBe("9 of 10 cases");
  });

  test("are reached and used with the keyboard alone", async () => {
    const { page } = await browser.open(document);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the results");
    await page.getByLabel("Text").focus();
    await page.keyboard.type("urgent");
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await expect.poll(() => rowsOf(page).count()).toBe(10);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").getAttribute("value")).toBe("error");
    await page.keyboard.press("Space");
    await expect.poll(() => rowsOf(page).count()).toBe(9);
  });

  test("give way to a link to what they hide", async () => {
    const { page } = await browser.open(document);
    await page.getByLabel("Text").fill("urgent");
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    await page.locator("table.matrix td.mark-error a").click();
    await page.locator("#case-4").waitFor({ state: "visible" });
    expect(await rowsOf(page).count()).toBe(10);
  });
});

describe("sorting", () => {
  const columnOf = (page: ReportPage, place: number) =>
    page.locator(`table.cases tbody tr > :nth-child(${place})`).allTextContents();

  test("by keyboard goes up, then down, and says so", async () => {
    const { page } = await browser.open(document);
    const button = page.locator("table.cases").getByRole("button", { name: "Took" });
    await button.focus();
    await page.keyboard.press("Enter");
    const up = await columnOf(page, 6);
    expect([up.at(0), up.at(-1)]).toEqual(["20 ms", "7.0 s"]);
    const heading = page.getByRole("columnheader", { name: "Took" });
    expect(await heading.getAttribute("aria-sort")).toBe("ascending");
    expect(await page.locator("output").textContent()).toBe("Sorted by Took, ascending");
    await page.keyboard.press("Space");
    expect((await columnOf(page, 6)).at(0)).toBe("7.0 s");
    expect(await heading.getAttribute("aria-sort")).toBe("descending");
  });

  test("of verdicts begins with the worst", async () => {
    const { page } = await browser.open(document);
    await page.locator("table.cases").getByRole("button", { name: "Verdict" }).click();
    const marks = await columnOf(page, 1);
    expect(marks.at(0)).toBe("! error");
    expect(marks.at(-1)).toBe("– unsupported");
  });

  test("of more rows than are laid out at once puts each of them in its place", async () => {
    const { report, sources } = syntheticReport({ cases: 550, failing: 5 });
    const { page } = await browser.open(htmlReport(report, sources));
    await page.getByLabel("Text").fill("server-3");
    await expect.poll(() => rowsOf(page).count()).toBe(55);
    await page.locator("table.cases").getByRole("button", { name: "Took" }).click();
    expect(await rowsOf(page).count()).toBe(55);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(550);
    const times = await page
      .locator("table.cases tbody td:nth-child(6)")
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-value"))));
    expect(times).toEqual(
      report.run.cases.map((result) => result.durationMs).sort((a, b) => a - b),
    );
  });
});
