import { expect, test } from "vitest";
import type { CaseResult, SessionResult } from "../run/case-result.ts";
import { type RunHeader, runSchemaVersion } from "../run/run-header.ts";
import { makeCase, makeCheck } from "./case-result-builder.ts";
import { runDocument } from "./json-document.ts";

const header: RunHeader = {
  schemaVersion: runSchemaVersion,
  runId: "2026-01-02T03-04-05",
  startedAt: "2026-01-02T03:04:05.000Z",
  command: ["run", "--json"],
  seed: 7,
  jobs: 1,
  lab: "netns",
  versions: { sockspec: "0.1.0" },
  machine: { kernel: "6.1.0", architecture: "x64", cpus: 2, memoryBytes: 1024 ** 3 },
  implementations: [{ name: "node", title: null, version: "v24", claims: [] }],
  networks: [],
};

const session: SessionResult = {
  session: 1,
  lab: "netns",
  network: "clean",
  kernel: "6.1.0",
  proof: null,
  durationMs: 1000,
  waitedMs: 500,
  openedInMs: 100,
  driverPeakBytes: 1024 ** 2,
  controls: [],
  broken: null,
};

function caseOf(implementation: string, status: "pass" | "fail"): CaseResult {
  return makeCase({ implementation, verdict: status, checks: [makeCheck({ status })] });
}

const run = {
  cases: [caseOf("node", "pass"), caseOf("deno", "fail"), caseOf("node", "pass")],
  sessions: [session],
  interrupted: false,
};

test("a document holds the run as it was, and a grade for each implementation", () => {
  expect(runDocument(header, run)).toEqual({
    schemaVersion: runSchemaVersion,
    header,
    ...run,
    grades: {
      node: {
        letter: "A",
        must: { passed: 2, judged: 2 },
        should: { passed: 0, judged: 0 },
      },
      deno: {
        letter: "F",
        must: { passed: 0, judged: 1 },
        should: { passed: 0, judged: 0 },
      },
    },
  });
});

test("a document survives JSON.stringify", () => {
  const document = runDocument(header, run);
  expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document);
});

test("a run that was interrupted before its first case is a document all the same", () => {
  const document = runDocument(header, { cases: [], sessions: [], interrupted: true });
  expect(document).toMatchObject({ cases: [], grades: {}, interrupted: true });
});
