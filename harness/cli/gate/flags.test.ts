import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultFlags } from "../options/add-options.ts";
import { chooseGate, type GateFlags } from "./flags.ts";

/** @returns a file that lives as long as the test. */
function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-gate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "baseline.json");
  writeFileSync(file, text);
  return file;
}

const entry = {
  implementation: "node",
  scenario: "echo/basic",
  check: "echoed",
  observed: "9 B",
  reason: "a known bug",
};

test("without options, a broken MUST fails a run, and nothing is run again", async () => {
  expect(await chooseGate(defaultFlags())).toMatchObject({
    failOn: "must",
    strict: false,
    thresholds: [],
    retries: 0,
    file: null,
    shared: [],
    update: false,
  });
});

test("a baseline is read", async () => {
  const file = fileWith(JSON.stringify({ expectedFailures: [entry] }));
  const { shared } = await chooseGate({ ...defaultFlags(), baseline: [file] });
  expect(shared).toEqual([{ ...entry, sometimes: false }]);
});

test("of several baselines, all are read", async () => {
  const other = { ...entry, implementation: "deno" };
  const files = [entry, other].map((each) =>
    fileWith(JSON.stringify({ expectedFailures: [each] })),
  );
  const { shared } = await chooseGate({ ...defaultFlags(), baseline: files });
  expect(shared.map(({ implementation }) => implementation)).toEqual(["node", "deno"]);
});

test("a baseline that is to be written need not be there", async () => {
  const file = "/nowhere/baseline.json";
  const baseline = [file];
  expect(await chooseGate({ ...defaultFlags(), baseline, updateBaseline: true })).toMatchObject({
    file,
    shared: [],
    update: true,
  });
  await expect(chooseGate({ ...defaultFlags(), baseline })).rejects.toThrow(
    "cannot be read: ENOENT",
  );
});

describe("it is refused", () => {
  const update = { baseline: ["baseline.json"], updateBaseline: true };
  const threshold = ["basic:pass>=0.5"];

  test.each<{ title: string; flags: Partial<GateFlags>; message: string }>([
    {
      title: "to end at a failure that is to be run again",
      flags: { bail: true, retry: 1 },
      message: "--bail ends the run at its first failure",
    },
    {
      title: "to end at failures that are to be run again",
      flags: { maxFailures: 3, retry: 1 },
      message: "--max-failures ends the run at that many failures",
    },
    {
      title: "two limits of failures",
      flags: { maxFailures: 3, bail: true },
      message: "--bail means --max-failures 1",
    },
    {
      title: "to count repetitions of a run that ends early",
      flags: { threshold, bail: true },
      message: "--bail leaves some out",
    },
    {
      title: "to count the repetitions that failed",
      flags: { threshold, lastFailed: true },
      message: "--last-failed leaves some out",
    },
    {
      title: "to update no file",
      flags: { updateBaseline: true },
      message: "Name it: --baseline baseline.json",
    },
    {
      title: "to update two files",
      flags: { baseline: ["a.json", "b.json"], updateBaseline: true },
      message: "writes one file of --baseline, found a.json and b.json",
    },
    {
      title: "to update from some scenarios",
      flags: { ...update, scenario: ["echo/basic"] },
      message: "needs a complete run, but -t leaves cases out",
    },
    {
      title: "to update from the quick ones",
      flags: { ...update, profile: "quick" },
      message: "needs a complete run, but --profile quick leaves cases out",
    },
    {
      title: "to update from what failed",
      flags: { ...update, lastFailed: true },
      message: "needs a complete run, but --last-failed leaves cases out",
    },
    {
      title: "to update from a run that ends early",
      flags: { ...update, bail: true },
      message: "needs a complete run, but --bail leaves cases out",
    },
    {
      title: "to read a baseline from another document",
      flags: { baseline: [join(import.meta.dirname, "..", "..", "..", "package.json")] },
      message: "Unrecognized keys",
    },
  ])("$title", async ({ flags, message }) => {
    await expect(chooseGate({ ...defaultFlags(), ...flags })).rejects.toThrow(message);
  });
});
