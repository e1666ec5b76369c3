import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { startBrowser, type TestBrowser } from "./fixtures/browser.ts";
import { hostileTexts } from "./fixtures/hostile-texts.ts";
import { madeSources, makeReport } from "./fixtures/made-report.ts";
import { folderReport } from "./folder/folder-report.ts";

let browser: TestBrowser;
let folder = "";
beforeAll(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "sockspec-folder-"));
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function writeFolder(report: Parameters<typeof folderReport>[0]): string {
  const own = mkdtempSync(join(folder, "report-"));
  for (const { path, text } of folderReport(report, madeSources)) {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    writeFileSync(join(own, path), text);
  }
  return join(own, "index.html");
}

const failed = makeCheck({ id: "alive", status: "fail", observed: "exited" });
const cases = Array.from({ length: 6000 }, (_, index) =>
  makeCase({
    index,
    scenario: `many/n${index % 3000}`,
    network: index < 3000 ? "clean" : "lte",
    ...(index % 3000 === 1 ? { verdict: "fail", checks: [failed] } : {}),
  }),
);

describe("a report in a folder, opened from a disk", () => {
  test("loads the cases of a cell when it is opened, and nothing before", async () => {
    const { page, requests, complaints } = await browser.openFile(
      writeFolder(makeReport({ cases: cases.slice(0, 3) })),
    );
    expect(requests).toEqual([]);
    await page.locator("table.matrix td.mark-fail a").first().click();
    const details = page.locator(".cell-details");
    await details.locator("h3").first().waitFor();
    expect(await details.textContent()).toContain("MUST alive: exited");
    expect(await details.locator(".copyable button").count()).toBe(1);
    expect(requests).toEqual([expect.stringMatching(/cells\/0\.js$/)]);
    expect(await page.evaluate("document.activeElement.id")).toBe("cell");
    await page.evaluate(axe.source);
    const found = "axe.run().then(({ violations }) => violations.map(({ id }) => id))";
    expect(await page.evaluate(found)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("loads a large matrix when its network is opened", async () => {
    const { page, complaints } = await browser.openFile(writeFolder(makeReport({ cases })));
    await page.locator("details[data-matrix] summary").click();
    await page.locator("details[data-matrix] td.mark-fail a").click();
    await page.locator(".cell-details h3").first().waitFor();
    expect(await page.locator(".cell-details h3").first().textContent()).toContain("on lte");
    expect(complaints).toEqual([]);
  });

  test("shows the cell that its address names, and says which file is missing", async () => {
    const file = writeFolder(makeReport({ cases: cases.slice(0, 3) }));
    const { page } = await browser.openFile(file, "#cell-0-1");
    await page.locator(".cell-details h3").first().waitFor();
    expect(await page.locator(".cell-details h3").first().textContent()).toContain("many/n1");
    rmSync(join(dirname(file), "cells"), { recursive: true });
    const { page: without } = await browser.openFile(file, "#cell-0-1");
    await without.getByText("cells/0.js cannot be loaded").waitFor();
  });
});

describe("hostile strings", () => {
  test.each(hostileTexts)("%j is shown, and does nothing", async (text) => {
    const check = makeCheck({
      ...{ status: "fail", brokeAtMs: 40, id: text, statement: text, source: text },
      ...{ observed: text, expected: text },
    });
    const result = makeCase({
      ...{ implementation: text, scenario: text, network: text, kernel: text, reason: text },
      ...{ verdict: "fail", checks: [check], history: text, congestionControl: text },
    });
    const report = makeReport(
      { cases: [result, { ...result, repetition: 2 }] },
      { repeatCommand: () => text, staleEntries: [text] },
    );
    const { page, requests, complaints } = await browser.openFile(writeFolder(report));
    await page.locator("table.matrix td a").first().click();
    await page.locator(".cell-details h3").first().waitFor();
    await page.locator("details.case summary").first().hover();
    const count = async (selector: string) => await page.locator(selector).count();
    expect(await count("script:not([src^='cells/'])")).toBe(1);
    expect(await count("img, iframe, object, embed, textarea, base, link")).toBe(0);
    expect(await count("[onerror], [onload], [onmouseover], [onfocus], [autofocus]")).toBe(0);
    expect(await count("a:not([href^='#'])")).toBe(0);
    expect(requests).toEqual([expect.stringMatching(/cells\/0\.js$/)]);
    expect(complaints).toEqual([]);
    const shown = await page.locator(".cell-details").textContent();
    const visible = text.replace("\u0000", "␀").replace("\u202E", "⟨U+202E⟩");
    expect(shown).toContain(visible.replace("\uD800", "\uFFFD").replace("\u001b", "␛"));
  });
});
