import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { makeReport } from "../../report/fixtures/run-report-builder.ts";
import { casesInOnePageMax, writeFormat } from "./write-format.ts";

test("a run that is too large for one page is refused as such, and goes into a folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-page-"));
  const cases = Array.from({ length: casesInOnePageMax + 1 }, (_, index) =>
    makeCase({ repetition: index + 1 }),
  );
  const report = makeReport(cases);
  await expect(writeFormat("html", report, join(folder, "page.html"))).rejects.toThrow(
    "expected at most 25000 cases in one page, found 25001; name a folder instead, such as html=report/",
  );
  expect(readdirSync(folder)).toEqual([]);
  const written = await writeFormat("html", report, `${folder}/`);
  expect(written).toBe(`${join(folder, "index.html")} and 13 files beside it`);
  expect(readdirSync(join(folder, "cells"))).toHaveLength(13);
  rmSync(folder, { recursive: true });
});
