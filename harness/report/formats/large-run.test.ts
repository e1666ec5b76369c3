import { expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { makeRunFolder } from "../../journal/fixtures/stored-journal.ts";
import { variedJournal } from "../../journal/fixtures/varied-journal.ts";
import { readRun } from "../../journal/read-run.ts";
import { gateRun } from "../../verdict/gate/gate.ts";
import { comparedRun } from "../diff/compared-run.ts";
import { diffRuns } from "../diff/diff.ts";
import { gradesOf } from "../grades.ts";
import { folderReport } from "../html/folder/folder-report.ts";
import { htmlReport } from "../html/html-report.ts";
import { makeReport, type RunReport } from "../run-report.ts";
import { csvReport } from "./csv-report.ts";
import { ctrfReport } from "./ctrf.ts";
import { githubAnnotations } from "./github.ts";
import { jsonReport, runDocument } from "./json-document.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown/markdown.ts";
import { tapReport } from "./tap.ts";

const known = catalogue.map(({ id }) => id);
const expected = {
  implementation: "cpp",
  scenario: "echo/basic",
  network: "lte",
  check: "echoed",
  observed: "nothing",
  sometimes: true,
  reason: "a test",
};
const rules = { failOn: "must", strict: false, thresholds: [], baseline: [expected] } as const;

function reportOf(folder: string, heldBytesMax?: number): RunReport {
  const options = heldBytesMax === undefined ? {} : { heldBytesMax };
  return makeReport(readRun(folder, options), {
    scenarios: catalogue,
    gate: { failOn: "must", thresholds: [] },
    baseline: rules.baseline,
    outputOf: () => null,
    repeatCommand: ({ scenario, seed }) => `npx sockspec run cpp -t ${scenario} --seed ${seed}`,
  });
}

const nothing = { history: () => null, evidence: () => null, file: () => null };

test.each<{ what: string; of: (report: RunReport) => unknown }>([
  { what: "JSON", of: jsonReport },
  { what: "CSV", of: csvReport },
  { what: "JUnit XML", of: junitReport },
  { what: "CTRF", of: ctrfReport },
  { what: "TAP", of: tapReport },
  { what: "Markdown", of: markdownReport },
  { what: "annotations", of: githubAnnotations },
  { what: "the page", of: (report) => htmlReport(report, nothing) },
  { what: "the folder", of: (report) => [...folderReport(report, nothing)] },
  { what: "the grades", of: ({ run }) => [...gradesOf(run)] },
  {
    what: "the gate",
    of: ({ run }) => {
      const { counted, ...gate } = gateRun(run.cases, rules, known);
      return [gate, counted.length];
    },
  },
])("$what of a large run is that of a small one", ({ of }) => {
  using run = makeRunFolder(variedJournal());
  expect(of(reportOf(run.folder, 0))).toEqual(of(reportOf(run.folder)));
});

test("JSON is written piece by piece as it would be at once", () => {
  using run = makeRunFolder(variedJournal());
  const report = reportOf(run.folder);
  expect(jsonReport(report)).toBe(`${JSON.stringify(runDocument(report), null, 2)}\n`);
  const empty = { ...report, run: { ...report.run, cases: [] } };
  expect(jsonReport(empty)).toBe(`${JSON.stringify(runDocument(empty), null, 2)}\n`);
});

test("large runs differ as small ones do", () => {
  using before = makeRunFolder(variedJournal());
  const changed = variedJournal().replace('"observed":"nothing"', '"observed":"half of it"');
  using after = makeRunFolder(changed);
  const diff = (heldBytesMax?: number) =>
    diffRuns(
      comparedRun(reportOf(before.folder, heldBytesMax).run),
      comparedRun(reportOf(after.folder, heldBytesMax).run),
    );
  expect(diff(0)).toEqual(diff());
  expect(diff().situations.map(({ change }) => change)).toEqual(["other-reason"]);
});
