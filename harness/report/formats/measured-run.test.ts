import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { connections } from "../../../scenarios/measurements/connections.ts";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { comparisonDocumentSchema } from "../comparison/document-schema.ts";
import { makeMeasuredReport } from "../comparison/fixtures/measured-report.ts";
import { makeReport } from "../html/fixtures/made-report.ts";
import { csvReport } from "./csv-report.ts";
import { jsonReport } from "./json-document.ts";
import { markdownReport } from "./markdown/markdown.ts";

const report = makeMeasuredReport([connections]);

describe("of a measured run", () => {
  test("JSON is what compare gives", () => {
    const document = JSON.parse(jsonReport(report));
    expect(new Ajv().compile(JSON.parse(comparisonDocumentSchema()))(document)).toBe(true);
    expect(document.figures.map(({ figure }: { figure: string }) => figure)).toEqual(
      connections.figures?.map(({ id }) => id),
    );
  });

  test("CSV has a row for each figure of each repetition", () => {
    const rows = csvReport(report).split("\r\n");
    expect(rows[1]).toBe("clean,memory/connections,at-1,B,cpp,1,10100000");
    expect(rows).toHaveLength(1 + 3 * 5 * (connections.figures?.length ?? 0) + 1);
  });

  test("Markdown has a table for each figure, and no grades", () => {
    const text = markdownReport(report);
    expect(text).toContain("- 15 of 15 repetitions count");
    expect(text).toContain("### memory/connections on clean\n\n| **memory with one** | median |");
    expect(text).toMatch(/^\| node \| 19\.6 MiB \| .* \| 2\.00 × /m);
    expect(text).toContain("Measured: cpp unknown");
    expect(text).not.toContain("grade");
  });
});

test("of a judged run, CSV has a row for each case", () => {
  const cases = [makeCase({ verdict: "fail", reason: 'it sent "x", twice', durationMs: 12.4 })];
  expect(csvReport(makeReport({ cases }))).toBe(
    "implementation,scenario,network,repetition,attempt,verdict,reason,duration_ms\r\n" +
      'node,echo/basic,clean,1,1,fail,"it sent ""x"", twice",12\r\n',
  );
});
