import { describe, expect, test } from "vitest";
import type { Evidence } from "../../evidence/evidence.ts";
import type { CaseFiles } from "../../journal/case-files.ts";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { boardReport } from "./fixtures/board-builder.ts";
import { joinReports, type SourcedReport } from "./join-reports.ts";

const side = { file: "cases/one.pcap", packets: 1, packetsCut: 0 };
const evidence: Evidence = {
  schemaVersion: 1,
  serverPort: 9,
  sockets: [],
  processes: [],
  systemCalls: null,
  cut: [],
  whyNoCapture: null,
  whyNoSockets: null,
  whyNoProcesses: null,
  whyNoSystemCalls: null,
  capture: { clockOffsetMs: 0, client: side, server: side },
};

/** A run whose files hold its name. */
function named(name: string): SourcedReport {
  const cases = [1, 2].map((session) => makeCase({ implementation: name, session }));
  const sources: CaseFiles = {
    history: () => null,
    evidence: () => evidence,
    file: (path) => new TextEncoder().encode(`${path} of ${name}`),
  };
  const report = boardReport({ cases, headerFacts: { runId: name } });
  return {
    sources,
    report: { ...report, repeatCommand: ({ implementation }) => `${implementation} in ${name}` },
  };
}

const { report, sources } = joinReports([named("cpp"), named("node")]);

describe("several runs on one page", () => {
  test("number their cases and sessions on", () => {
    expect(report.run.cases.map(({ index, session }) => [index, session])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(report.run.sessions.map(({ session }) => session)).toEqual([1, 3]);
    expect(report.run.header.runId).toBe("cpp + node");
  });

  test("keep what each of them has once", () => {
    expect(report.run.header.implementations.map(({ name }) => name)).toEqual([
      "cpp",
      "node",
      "quiet",
    ]);
    expect(report.baseline).toHaveLength(1);
  });

  test("are asked for the files and the commands of their own cases", () => {
    const summaries = report.run.cases.map((result) => {
      const capture = sources.evidence(result)?.capture ?? null;
      const file = capture === null ? null : sources.file(capture.client.file);
      return [report.repeatCommand(result), new TextDecoder().decode(file ?? undefined)];
    });
    expect(summaries).toEqual([
      ["cpp in cpp", "cases/one.pcap of cpp"],
      ["cpp in cpp", "cases/one.pcap of cpp"],
      ["node in node", "cases/one.pcap of node"],
      ["node in node", "cases/one.pcap of node"],
    ]);
  });

  test("leave one run as it is", () => {
    const run = named("cpp");
    expect(joinReports([run])).toBe(run);
  });
});
