import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
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
import { junitReport } from "./junit.ts";
import { legible } from "./legible.ts";

const schema = join(import.meta.dirname, "fixtures", "junit.xsd");

/** @returns what the validator has against it; empty where nothing. */
function complaints(xml: string): string {
  const words = ["--nonet", "--noout", "--schema", schema, "-"];
  const { status, stderr } = spawnSync("xmllint", words, { input: xml, encoding: "utf8" });
  return status === 0 ? "" : `${status}: ${stderr}`;
}

interface Attributes {
  readonly "@name": string;
  readonly "@message": string;
  readonly [name: string]: unknown;
}

interface Parsed {
  readonly testsuites: Attributes & {
    readonly testsuite: readonly (Attributes & {
      readonly testcase: readonly Attributes[];
    })[];
  };
}

function parse(xml: string): Parsed {
  const lists = ["testsuite", "testcase", "property", "flakyFailure", "rerunFailure"];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    trimValues: false,
    parseTagValue: false,
    htmlEntities: true,
    isArray: (name) => lists.includes(name),
  });
  return parser.parse(xml) as Parsed;
}

describe("a run that ended early", () => {
  test.each([{ text: "interrupted by SIGTERM" }, ...hostileTexts])(
    "is valid, and has an error for each case that was not run: $text",
    ({ text }) => {
      const xml = junitReport(makeCutReport(text));
      expect(complaints(xml)).toBe("");
      const { testsuites } = parse(xml);
      expect(testsuites).toMatchObject({ "@tests": "3", "@errors": "2", "@failures": "0" });
      const [, second] = testsuites.testsuite[0]?.testcase ?? [];
      expect(second).toMatchObject({ error: { "@type": "not-run" } });
      expect(xml).not.toContain("inconclusive: not run");
    },
  );

  test("after its last case has an error all the same", () => {
    const xml = junitReport(makeReport([makeCase()], { interrupted: true }));
    expect(complaints(xml)).toBe("");
    expect(parse(xml).testsuites).toMatchObject({ "@tests": "2", "@errors": "1" });
  });
});

describe("a run of all kinds of outcomes", () => {
  const xml = junitReport(makeMixedReport());
  const { testsuites } = parse(xml);
  const tests = testsuites.testsuite.flatMap((suite) => suite.testcase);
  const find = (name: string) => tests.find((testCase) => testCase["@name"] === name);

  test("is valid for Jenkins and Surefire", () => {
    expect(complaints(xml)).toBe("");
  });

  test("counts each case once, whatever attempts it took", () => {
    expect(testsuites).toMatchObject({ "@tests": "9", "@failures": "2", "@errors": "2" });
  });

  test("has a suite for each implementation and network, with their own counts", () => {
    expect(testsuites.testsuite).toMatchObject([
      {
        "@name": "node on clean",
        "@tests": "8",
        "@failures": "2",
        "@errors": "2",
        "@skipped": "2",
      },
      { "@name": "node on lte", "@tests": "1", "@failures": "0", "@errors": "0", "@skipped": "0" },
    ]);
  });

  test("tells of a failure the requirement, both sides of it, its source and how to repeat it", () => {
    expect(find("length/zero")).toMatchObject({
      "@classname": "node.clean",
      failure: { "@message": "MUST alive: exited", "@type": "alive" },
    });
    expect(JSON.stringify(find("length/zero"))).toMatch(
      /source {4}Protocol contract.*expected {2}8 B echoed.*observed {2}exited.*process {3}exited.*evidence {2}results\/runs\/.*repeat {4}npx sockspec run node -t length\/zero/,
    );
  });

  test.each([
    { name: "close/drain", has: { skipped: { "@message": "does not claim half-close" } } },
    { name: "flow/stall", has: { error: { "@type": "inconclusive" } } },
    { name: "flow/rest", has: { error: { "@message": "the driver ended with status 1" } } },
    {
      name: "accept/exhaustion",
      has: { skipped: { "@message": "fails as expected: libuv gives up" } },
    },
  ])("shows $name as $has", ({ name, has }) => {
    expect(find(name)).toMatchObject(has);
  });

  test("shows the earlier attempts of what passed in the end as flaky", () => {
    expect(find("flow/twice")).toMatchObject({
      flakyFailure: [{ "@message": "attempt 1: MUST alive: exited" }],
    });
    expect(find("flow/twice")).not.toHaveProperty("failure");
  });

  test("shows the earlier attempts of what failed in the end as reruns", () => {
    expect(find("flow/never")).toMatchObject({
      failure: { "@message": "MUST alive: second" },
      rerunFailure: [{ "@message": "attempt 1: MUST alive: first" }],
    });
  });

  test("tells of a pass that broke a SHOULD", () => {
    expect(find("urgent/byte")?.["system-out"]).toContain("SHOULD inline");
  });
});

test("a run without cases is valid", () => {
  expect(complaints(junitReport(makeReport([])))).toBe("");
});

test("a repetition has a name of its own", () => {
  const report = makeReport([makeCase(), makeCase({ repetition: 2 })]);
  const [suite] = parse(junitReport(report)).testsuites.testsuite;
  expect(suite?.testcase.map((testCase) => testCase["@name"])).toEqual([
    "echo/basic",
    "echo/basic (repetition 2)",
  ]);
});

test.each(hostileTexts)("$what in every place leaves it valid", ({ text }) => {
  expect(complaints(junitReport(makeHostileReport(text)))).toBe("");
});

test.each(hostileTexts)("$what comes out of a parser as it went in", ({ text }) => {
  const xml = junitReport(makeReport([makeFailure({}, text)]));
  const [suite] = parse(xml).testsuites.testsuite;
  const failure = suite?.testcase[0]?.["failure"] as Readonly<Record<string, string>>;
  expect(failure["#text"]).toContain(legible(text));
});

test("the validator would say no", () => {
  const xml = junitReport(makeMixedReport());
  expect(complaints(xml.replace(/ time="[^"]*"/, ' time="1e3"'))).toContain("time");
  expect(complaints(xml.replace("<failure", "<failed"))).not.toBe("");
});
