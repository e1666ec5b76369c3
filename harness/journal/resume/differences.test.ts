import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestSchema } from "../../implementation/manifest.ts";
import { clean } from "../../network/profiles.ts";
import { planOf } from "../../run/fixtures/small-run.ts";
import { header } from "../fixtures/stored-journal.ts";
import type { PlanDigest } from "../header.ts";
import { planDifferences } from "./differences.ts";
import { digestPlan, type PlanFacts } from "./plan.ts";

const plan: PlanDigest = {
  cases: 2,
  implementations: { cpp: "1", node: "1" },
  scenarios: { "echo/basic": "1" },
  networks: { clean: "1" },
  order: "1",
};
const before = { ...header, plan };

describe("what would be run is held against what a run began with:", () => {
  test.each<{ title: string; change: Partial<typeof before>; message: readonly string[] }>([
    { title: "the same", change: {}, message: [] },
    {
      title: "another Node",
      change: { versions: { ...header.versions, node: "25.0.0" } },
      message: ["node was 24.21.0, and is 25.0.0."],
    },
    {
      title: "another kernel",
      change: { machine: { ...header.machine, kernel: "7.0" } },
      message: ["The machine's kernel was 6.1.0, and now 7.0."],
    },
    {
      title: "more memory, which changes nothing",
      change: { machine: { ...header.machine, memoryBytes: 8e9 } },
      message: [],
    },
    {
      title: "a scenario that changed",
      change: { plan: { ...plan, scenarios: { "echo/basic": "2" }, order: "2" } },
      message: ["Scenarios changed: echo/basic."],
    },
    {
      title: "an implementation in place of another",
      change: { plan: { ...plan, implementations: { cpp: "1", constructor: "1" } } },
      message: ["Implementations gone: node.", "Implementations new: constructor."],
    },
    {
      title: "a network that changed",
      change: { plan: { ...plan, networks: { clean: "2" } } },
      message: ["Networks changed: clean."],
    },
    {
      title: "other cases of the same",
      change: { plan: { ...plan, order: "2" } },
      message: [expect.stringContaining("Other cases would be run")],
    },
  ])("$title", ({ change, message }) => {
    expect(planDifferences(before, { ...before, ...change })).toEqual(message);
  });

  test("of many that changed, some are named", () => {
    const many = (digest: string) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a/s${index}`, digest]));
    const was = { ...before, plan: { ...plan, scenarios: many("1") } };
    const is = { ...before, plan: { ...plan, scenarios: many("2") } };
    expect(planDifferences(was, is)).toEqual([expect.stringMatching(/a\/s9 and 30 more\.$/)]);
  });
});

describe("the digest of an implementation", () => {
  const digestIn = (
    script: string,
    facts: { readonly version?: string; readonly word?: string } = {},
  ) => {
    const folder = mkdtempSync(join(tmpdir(), "sockspec-plan-"));
    try {
      writeFileSync(join(folder, "server.js"), script);
      const manifest = manifestSchema.parse({
        name: "own",
        role: "server",
        protocols: ["framed"],
        claims: [],
        command: ["node", facts.word ?? "server.js"],
      });
      const implementation = { ...manifest, folder };
      const options: PlanFacts = {
        plan: planOf([implementation]),
        implementations: [implementation],
        versions: new Map([["own", facts.version ?? null]]),
        kernelFor: () => "host",
      };
      return digestPlan(options).implementations["own"];
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test("is the same wherever it lies", () => {
    expect(digestIn("echo()")).toBe(digestIn("echo()"));
  });

  test.each([
    { title: "its program", other: digestIn("echo(1)") },
    { title: "its version", other: digestIn("echo()", { version: "2" }) },
    { title: "its command", other: digestIn("echo()", { word: "x".repeat(5000) }) },
  ])("is another when $title is", ({ other }) => {
    expect(other).toMatch(/^[0-9a-f]{16}$/);
    expect(other).not.toBe(digestIn("echo()"));
  });
});

test("a plan's order differs by network's kernel, and by what cannot be run", () => {
  const planned = planOf([
    {
      ...manifestSchema.parse({
        name: "own",
        role: "server",
        protocols: ["framed"],
        claims: [],
        command: ["x"],
      }),
      folder: "/",
    },
  ]);
  const digest = (kernel: string, unsupported: string | null) =>
    digestPlan({
      plan: planned.map((planned) => ({ ...planned, network: clean, unsupported })),
      implementations: [],
      versions: new Map(),
      kernelFor: () => kernel,
    }).order;
  expect(digest("host", null)).toBe(digest("host", null));
  expect(digest("guest", null)).not.toBe(digest("host", null));
  expect(digest("host", "no nft")).not.toBe(digest("host", null));
});
