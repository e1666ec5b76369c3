import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
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
import { ctrfReport } from "./ctrf.ts";

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "ctrf.schema.json"), "utf8"),
);
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
ajv.addFormat("uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const validate = ajv.compile(schema);

function complaints(text: string): unknown {
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

interface Document {
  readonly results: {
    readonly summary: Readonly<Record<string, unknown>>;
    readonly tests: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  };
}

const parse = (text: string) => JSON.parse(text) as Document;

describe("a run of all kinds of outcomes", () => {
  const text = ctrfReport(makeMixedReport());
  const { summary, tests } = parse(text).results;
  const find = (name: string) => tests.find((testCase) => testCase.name === name);

  test("is valid", () => {
    expect(complaints(text)).toEqual([]);
  });

  test("counts each case once, and its statuses add up", () => {
    expect(summary).toMatchObject({
      tests: 9,
      passed: 3,
      failed: 2,
      skipped: 2,
      pending: 0,
      other: 2,
      flaky: 1,
      suites: 2,
      start: Date.UTC(2026, 0, 2, 3, 4, 5),
      duration: 1235,
    });
  });

  test.each([
    { name: "echo/basic", has: { status: "passed", suite: ["node", "clean"] } },
    { name: "length/zero", has: { status: "failed", message: "MUST alive: exited" } },
    {
      name: "accept/exhaustion",
      has: {
        status: "skipped",
        rawStatus: "fail-expected",
        extra: { baseline: ["libuv gives up"] },
      },
    },
    { name: "close/drain", has: { status: "skipped", message: "does not claim half-close" } },
    { name: "flow/stall", has: { status: "other", rawStatus: "inconclusive" } },
    { name: "flow/rest", has: { status: "other", rawStatus: "error" } },
    {
      name: "flow/twice",
      has: { status: "passed", flaky: true, retries: 1, retryAttempts: [{ attempt: 1 }] },
    },
    {
      name: "flow/never",
      has: { status: "failed", message: "MUST alive: second", retryAttempts: [{ attempt: 1 }] },
    },
  ])("shows $name as $has.status", ({ name, has }) => {
    expect(find(name)).toMatchObject(has);
  });

  test("never calls flaky what failed in the end", () => {
    expect(find("flow/never")).not.toHaveProperty("flaky");
  });
});

test("a case has the same id in every run, and no other has it", () => {
  const cases = [
    makeCase(),
    makeCase({ repetition: 2 }),
    makeFailure(),
    makeCase({ network: "lte" }),
  ];
  const ids = (runId: string) =>
    parse(ctrfReport(makeReport(cases, { header: { runId } }))).results.tests.map(({ id }) => id);
  expect(ids("one")).toEqual(ids("another"));
  expect(new Set(ids("one")).size).toBe(cases.length);
});

test.each([{ text: "interrupted by SIGTERM" }, ...hostileTexts])(
  "a run that ended early has its whole plan, and says why: $text",
  ({ text }) => {
    const written = ctrfReport(makeCutReport(text));
    expect(complaints(written)).toEqual([]);
    const { summary, tests } = parse(written).results;
    expect(summary).toMatchObject({ tests: 3, passed: 1, other: 2, extra: { stopped: text } });
    expect(tests[1]).toMatchObject({ status: "other", rawStatus: "not-run" });
  },
);

test("a run that was cut off is valid, and says so", () => {
  const text = ctrfReport(makeReport([], { interrupted: true }));
  expect(complaints(text)).toEqual([]);
  expect(parse(text).results.summary).toMatchObject({ tests: 0, extra: { interrupted: true } });
});

test.each(hostileTexts)("$what in every place leaves it valid, and unchanged", ({ text }) => {
  const written = ctrfReport(makeHostileReport(text));
  expect(complaints(written)).toEqual([]);
  expect(parse(written).results.tests[0]?.["message"]).toContain(text.trim().split(/\s*\n/)[0]);
});

test("the validator would say no", () => {
  const document = JSON.parse(ctrfReport(makeMixedReport()));
  expect(complaints(JSON.stringify({ ...document, specVersion: "1" }))).not.toEqual([]);
  expect(complaints(JSON.stringify({ ...document, own: 1 }))).not.toEqual([]);
});
