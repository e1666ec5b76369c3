import { spawnSync } from "node:child_process";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Parser, type Result } from "tap-parser";
import { describe, expect, test } from "vitest";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import {
  hostileTexts,
  makeCutReport,
  makeFailure,
  makeHostileReport,
  makeMixedReport,
  makeReport,
} from "../fixtures/run-report-builder.ts";
import { legible } from "./legible.ts";
import { tapReport } from "./tap.ts";

interface Parsed {
  readonly points: readonly Result[];
  /** What the parser found that is not TAP. */
  readonly extra: readonly string[];
  readonly bailedOut: boolean | string;
  readonly planned: number;
  readonly version: number | undefined;
}

/** Strict: whatever is not TAP counts as a failure, and is reported. */
function parse(text: string): Parsed {
  const points: Result[] = [];
  const extra: string[] = [];
  const parser = new Parser({ strict: true });
  let version: number | undefined;
  parser.on("assert", (point: Result) => points.push(point));
  parser.on("extra", (line: string) => extra.push(line));
  parser.on("version", (found: number) => {
    version = found;
  });
  parser.end(text);
  const { bailedOut, planEnd } = parser;
  return { points, extra, bailedOut, planned: planEnd, version };
}

describe("a run of all kinds of outcomes", () => {
  const parsed = parse(tapReport(makeMixedReport()));
  const find = (name: string) => parsed.points.find((point) => point.name.endsWith(name));

  test("is TAP 13 and nothing else, with as many points as it plans", () => {
    expect(parsed).toMatchObject({ version: 13, extra: [], bailedOut: false, planned: 9 });
    expect(parsed.points).toHaveLength(9);
  });

  test.each([
    { name: "echo/basic", has: { ok: true, diag: null } },
    { name: "length/zero", has: { ok: false, todo: false, diag: { severity: "fail" } } },
    { name: "accept/exhaustion", has: { ok: false, todo: "libuv gives up" } },
    { name: "close/drain", has: { ok: true, skip: "does not claim half-close" } },
    { name: "flow/stall", has: { ok: false, diag: { severity: "inconclusive" } } },
    { name: "flow/rest", has: { ok: false, diag: { severity: "error" } } },
    {
      name: "flow/twice",
      has: { ok: true, diag: { attempts: [{ attempt: 1, verdict: "fail" }] } },
    },
    {
      name: "urgent/byte",
      has: { ok: true, diag: { checks: [{ id: "inline", level: "SHOULD" }] } },
    },
  ])("shows $name", ({ name, has }) => {
    expect(find(name)).toMatchObject(has);
  });

  test("tells of a failure what was expected and observed, its source and how to repeat it", () => {
    expect(find("length/zero")?.diag).toMatchObject({
      message: "MUST alive: exited",
      checks: [
        {
          id: "alive",
          level: "MUST",
          expected: "8 B echoed",
          observed: "exited",
          source: "Protocol contract: echo every frame",
        },
      ],
      repeat: "npx sockspec run node -t length/zero --seed 7",
    });
  });
});

test("a run without cases is a plan of none", () => {
  expect(tapReport(makeReport([]))).toBe("TAP version 13\n1..0\n");
});

test.each([{ text: "interrupted by SIGTERM" }, ...hostileTexts])(
  "a run that ended early, $text, has its whole plan and bails out",
  ({ text }) => {
    const { points, planned, extra, bailedOut } = parse(tapReport(makeCutReport(text)));
    expect(points.map(({ ok, skip }) => [ok, skip])).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
    expect(points[1]?.diag).toMatchObject({ severity: "not-run" });
    expect(planned).toBe(3);
    expect(extra).toEqual([]);
    expect(bailedOut).not.toBe(false);
  },
);

test.each(hostileTexts)("$what in every place forges no point and no directive", ({ text }) => {
  const { points, extra, bailedOut } = parse(tapReport(makeHostileReport(text)));
  expect(extra).toEqual([]);
  expect(bailedOut).toBe(false);
  expect(points.map(({ ok, skip, todo }) => [ok, skip !== false, todo !== false])).toEqual([
    [false, false, false],
    [false, false, false],
    [true, true, false],
    [true, false, false],
    [false, false, true],
    [true, false, false],
  ]);
});

test.each(hostileTexts)("$what comes out of the YAML as it went in", ({ text }) => {
  const [point] = parse(tapReport(makeReport([makeFailure({}, text)]))).points;
  expect(point?.diag).toMatchObject({ checks: [{ observed: legible(text) }] });
});

/** What `prove` of Debian 12 makes of it: its parser knows TAP up to version 13. */
function prove(text: string): { readonly status: number | null; readonly output: string } {
  using folder = mkdtempDisposableSync(join(tmpdir(), "sockspec-tap-"));
  const file = join(folder.path, "run.tap");
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync("prove", ["--exec", "cat", file], {
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

describe("prove", () => {
  const passed = [
    makeCase(),
    makeCase({ scenario: "length/zero", verdict: "unsupported", reason: "no" }),
  ];

  test("takes a run that passed as passed", () => {
    const { status, output } = prove(tapReport(makeReport(passed)));
    expect(output).toContain("Result: PASS");
    expect(status).toBe(0);
  });

  test("takes a run without cases as one that does nothing", () => {
    expect(prove(tapReport(makeReport([]))).output).not.toContain("Parse errors");
  });

  test("finds the failures of a run of all kinds of outcomes, and nothing that is not TAP", () => {
    const { status, output } = prove(tapReport(makeMixedReport()));
    expect(output).toContain("Failed tests:  2, 5-6, 8");
    expect(output).not.toContain("Parse errors");
    expect(status).not.toBe(0);
  });

  test("stops where the run ended early, and says why", () => {
    const { status, output } = prove(tapReport(makeCutReport("interrupted by SIGTERM")));
    expect(output).toContain("FAILED--Further testing stopped: interrupted by SIGTERM");
    expect(status).not.toBe(0);
  });

  test.each(hostileTexts)("is not misled by $what in every place", ({ text }) => {
    const { output } = prove(tapReport(makeHostileReport(text)));
    expect(output).not.toContain("Parse errors");
    expect(output).toContain("Failed tests:  1-2");
    expect(output).toMatch(/Tests=6|Files=1, Tests=6/);
  });
});
