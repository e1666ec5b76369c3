import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadFaults } from "./faults.ts";
import { loadRecordedKills, recordKills } from "./recorded-kills.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-kills-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const counts = (failed: number) => ({ plays: 20, failed: { "echo/basic:echoed": failed } });

test("counts that were recorded are read again", () => {
  recordKills(folder, { greets: counts(20) }, ["greets"]);
  expect(loadRecordedKills(folder)).toEqual({ greets: counts(20) });
});

test("nothing is recorded without a file", () => {
  expect(loadRecordedKills(folder)).toEqual({});
});

test("other faults keep their counts, in the order of the list", () => {
  recordKills(folder, { silent: counts(20) }, ["greets", "silent"]);
  recordKills(folder, { greets: counts(19) }, ["greets", "silent"]);
  expect(Object.entries(loadRecordedKills(folder))).toEqual([
    ["greets", counts(19)],
    ["silent", counts(20)],
  ]);
});

test("a fault that is no longer listed is forgotten", () => {
  recordKills(folder, { greets: counts(20) }, ["greets"]);
  recordKills(folder, { silent: counts(20) }, ["silent"]);
  expect(Object.keys(loadRecordedKills(folder))).toEqual(["silent"]);
});

test("a file that is something else is named", () => {
  const file = join(folder, "kill-counts.json");
  writeFileSync(file, '{"greets":{"plays":0,"failed":{}}}');
  expect(() => loadRecordedKills(folder)).toThrow(file);
  expect(readFileSync(file, "utf8")).toContain('"plays":0');
});

const root = join(import.meta.dirname, "../../impls/faulty");
describe.each(readdirSync(root))("the faults in impls/faulty/%s", (family) => {
  const recorded = loadRecordedKills(join(root, family));
  const named = (kills: readonly string[]) => kills.filter((kill) => !kill.startsWith("*:"));

  test("were each counted over twenty plays, with the checks that their lists name", () => {
    const counted = Object.entries(recorded).map(([name, { plays, failed }]) => ({
      name,
      checks: Object.keys(failed).sort(),
      often: plays >= 20,
    }));
    expect(counted).toEqual(
      loadFaults(join(root, family))
        .filter(({ fault }) => named(fault.kills).length > 0)
        .map(({ fault }) => ({
          name: fault.name,
          checks: named(fault.kills).toSorted(),
          often: true,
        })),
    );
  });

  test("failed each listed check every time", () => {
    const seldom = Object.entries(recorded).flatMap(([name, { plays, failed }]) =>
      Object.entries(failed)
        .filter(([, times]) => times < plays)
        .map(([check, times]) => `${name} ${check}: ${times} of ${plays}`),
    );
    expect(seldom).toEqual([]);
  });
});
