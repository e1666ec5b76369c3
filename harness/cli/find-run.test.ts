import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRun } from "./find-run.ts";

let output = "";
const older = "2026-11-20T14-11-12-ab2ac3";
const newer = "2026-11-21T09-01-40-345888";

beforeAll(() => {
  output = mkdtempSync(join(tmpdir(), "sockspec-find-run-"));
  for (const run of [newer, older]) {
    mkdirSync(join(output, run));
    writeFileSync(join(output, run, "journal.jsonl"), "");
  }
  // Begun, and without a journal yet: no run.
  mkdirSync(join(output, "2026-11-22T00-00-00-000000"));
});

afterAll(() => rmSync(output, { recursive: true }));

describe("a stored run", () => {
  test.each([
    { word: older, found: older },
    { word: "latest", found: newer },
    { word: "latest~0", found: newer },
    { word: "latest~1", found: older },
  ])("is found by $word", ({ word, found }) => {
    expect(findRun(word, output)).toBe(join(output, found));
  });

  test("is found by its folder and by its journal", () => {
    expect(findRun(join(output, older), "elsewhere")).toBe(join(output, older));
    expect(findRun(join(output, older, "journal.jsonl"), "elsewhere")).toBe(join(output, older));
  });

  test.each([
    {
      word: "latest~2",
      message: /^latest~2: expected 3 stored runs in \S+, found 2\. Give --output/,
    },
    { word: "earliest", message: /^Expected a run's folder or its id in \S+, found neither/ },
    { word: "latest~", message: /^Expected a run's folder or its id in \S+, found neither/ },
  ])("is not found by $word, which is said", ({ word, message }) => {
    expect(() => findRun(word, output)).toThrow(message);
  });
});
