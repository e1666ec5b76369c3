import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaseFiles } from "../../journal/case-files.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { startBrowser, type TestBrowser } from "./fixtures/browser.ts";
import { hostileTexts } from "./fixtures/hostile-texts.ts";
import { makeHistory } from "./fixtures/made-history.ts";
import { madeSources, makeReport } from "./fixtures/made-report.ts";
import { htmlReport } from "./html-report.ts";

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
});

describe("hostile strings", () => {
  test.each(hostileTexts)("%j is shown, and does nothing", async (text) => {
    const check = makeCheck({
      status: "fail",
      brokeAtMs: 40,
      id: text,
      statement: text,
      source: text,
      observed: text,
      expected: text,
    });
    const result = makeCase({
      implementation: text,
      scenario: text,
      network: text,
      kernel: text,
      reason: text,
      verdict: "fail",
      checks: [check],
      history: text,
      congestionControl: text,
      stimulus: [{ kind: text, because: text, status: "missed", observed: text }],
    });
    const report = makeReport(
      { cases: [result, { ...result, repetition: 2 }] },
      {
        staleEntries: [text],
        repeatCommand: () => text,
        baseline: [
          {
            implementation: text,
            scenario: text,
            check: text,
            observed: text,
            sometimes: false,
            reason: text,
          },
        ],
      },
    );
    const history = makeHistory({
      events: [{ atMs: 1, event: "connected", connection: text, detail: text }],
      process: {
        atEnd: { state: "running", processes: 1 },
        stop: null,
        output: { text, bytesDropped: 0 },
      },
      counters: { client: { [text]: 1 }, server: null },
    });
    const sources: CaseFiles = { ...madeSources, history: () => history };
    const { page, requests, complaints } = await browser.open(htmlReport(report, sources));
    await page.locator("details.case summary").first().hover();
    const count = async (selector: string) => await page.locator(selector).count();
    expect(await count("script")).toBe(1);
    expect(await count("style")).toBe(1);
    expect(await count("img, iframe, object, embed, textarea, base, link")).toBe(0);
    expect(await count("[onerror], [onload], [onmouseover], [onfocus], [autofocus]")).toBe(0);
    expect(await count("a:not([href^='#'])")).toBe(0);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    const shown = await page.locator("body").textContent();
    const visible = text.replace("\u0000", "␀").replace("\u202E", "⟨U+202E⟩");
    expect(shown).toContain(visible.replace("\uD800", "\uFFFD").replace("\u001b", "␛"));
  });
});
