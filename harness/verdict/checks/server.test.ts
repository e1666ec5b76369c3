import { describe, expect, test } from "vitest";
import { makeHistory, makeSample } from "../../history/fixtures/history-builder.ts";
import type { ProcessOutcome, Sample } from "../../history/history.ts";
import type { Finding } from "../verdict.ts";
import { judgeGrowth, judgeProcess, judgeSockets } from "./server.ts";

const requirement = {
  id: "checked",
  level: "MUST",
  statement: "It holds.",
  source: "Protocol contract",
} as const;

/** One pair of samples and what is to be found in it; findings match in part. */
interface Row {
  readonly title: string;
  readonly samples: readonly Sample[];
  readonly finding: Partial<Finding>;
}

describe.each([
  { of: "memory", before: "residentBytes", after: "residentPeakBytes", unit: " B" },
  { of: "addressSpace", before: "addressSpaceBytes", after: "addressSpaceBytes", unit: " B" },
  { of: "descriptors", before: "descriptors", after: "descriptors", unit: "" },
  { of: "cpuMs", before: "cpuMs", after: "cpuMs", unit: " ms" },
] as const)("growth of $of", ({ of, before, after, unit }) => {
  const from = makeSample("before", { [before]: 100 });
  const grownBy = (amount: number) => makeSample("after", { [after]: 100 + amount });

  test.each<Row>([
    {
      title: "passes at exactly the limit",
      samples: [from, grownBy(10)],
      finding: { status: "pass", observed: `10${unit} more: 100${unit}, then 110${unit}` },
    },
    {
      title: "fails beyond it, at the second sample",
      samples: [from, { ...grownBy(11), atMs: 200 }],
      finding: { status: "fail", brokeAtMs: 200 },
    },
    {
      title: "passes when there was less than before",
      samples: [from, grownBy(-30)],
      finding: { status: "pass", observed: `-30${unit} more: 100${unit}, then 70${unit}` },
    },
    {
      title: "goes by the last sample of a label",
      samples: [from, grownBy(11), grownBy(5)],
      finding: { status: "pass" },
    },
    {
      title: "is inconclusive when a sample was not taken",
      samples: [from],
      finding: { status: "inconclusive", observed: "a sample was not taken" },
    },
    {
      title: "is inconclusive when no process was left",
      samples: [from, makeSample("after", { processes: 0 })],
      finding: { status: "inconclusive", observed: "no process was left to measure" },
    },
    {
      title: "is unsupported where the processes cannot be seen",
      samples: [{ ...from, implementation: null }, grownBy(0)],
      finding: {
        status: "unsupported",
        observed: "this lab does not see the implementation's processes",
      },
    },
  ])("$title", ({ samples, finding }) => {
    const check = { ...requirement, kind: "growth", of, from: "before", to: "after" } as const;
    const found = judgeGrowth(makeHistory({ samples }), { ...check, atMost: 10 }, 10);
    expect(found).toMatchObject(finding);
  });
});

test("memory that was given back before the second sample counts all the same", () => {
  const check = { ...requirement, kind: "growth", of: "memory", atMost: 10 } as const;
  const samples = [
    makeSample("before", { residentBytes: 100, residentPeakBytes: 100 }),
    makeSample("after", { residentBytes: 100, residentPeakBytes: 5000 }),
  ];
  const found = judgeGrowth(
    makeHistory({ samples }),
    { ...check, from: "before", to: "after" },
    10,
  );
  expect(found.status).toBe("fail");
});

describe("sockets", () => {
  test.each<Row>([
    {
      title: "pass at exactly the limit",
      samples: [makeSample("end", { sockets: { "CLOSE-WAIT": 2, ESTABLISHED: 9 } })],
      finding: { status: "pass", observed: "2 in CLOSE-WAIT" },
    },
    {
      title: "pass when there is none in that state",
      samples: [makeSample("end", {})],
      finding: { status: "pass", observed: "0 in CLOSE-WAIT" },
    },
    {
      title: "fail beyond the limit, at the sample",
      samples: [makeSample("end", { sockets: { "CLOSE-WAIT": 3 } })],
      finding: { status: "fail", observed: "3 in CLOSE-WAIT", brokeAtMs: 100 },
    },
    {
      title: "fail beyond the limit behind a proxy, too",
      samples: [
        {
          ...makeSample("end", { sockets: { "CLOSE-WAIT": 1 } }),
          upstreamSockets: { "CLOSE-WAIT": 2 },
        },
      ],
      finding: { status: "fail", observed: "3 in CLOSE-WAIT, 2 of them behind the proxy" },
    },
    {
      title: "are inconclusive when the sample was not taken",
      samples: [makeSample("begin", {})],
      finding: { status: "inconclusive", observed: "the sample was not taken" },
    },
    {
      title: "are unsupported where they cannot be seen",
      samples: [makeSample("end", { sockets: null })],
      finding: { status: "unsupported", observed: "this lab does not see the server's sockets" },
    },
  ])("$title", ({ samples, finding }) => {
    const check = { ...requirement, kind: "sockets", state: "CLOSE-WAIT", at: "end" } as const;
    const found = judgeSockets(makeHistory({ samples }), { ...check, atMost: 2 });
    expect(found).toMatchObject(finding);
  });
});

describe("process", () => {
  test.each<{ title: string; atEnd: ProcessOutcome | null; finding: Partial<Finding> }>([
    {
      title: "passes when it was running at the end",
      atEnd: { state: "running", processes: 1 },
      finding: { status: "pass", observed: "running" },
    },
    {
      title: "fails when it had exited, whatever its status",
      atEnd: { state: "exited", status: 0, atMs: 77 },
      finding: { status: "fail", observed: "exited with status 0 at 77 ms", brokeAtMs: 77 },
    },
    {
      title: "fails when it was killed",
      atEnd: { state: "killed", signal: "SIGPIPE", atMs: 77 },
      finding: { status: "fail", observed: "killed by SIGPIPE at 77 ms", brokeAtMs: 77 },
    },
    {
      title: "is unsupported where it cannot be seen",
      atEnd: null,
      finding: { status: "unsupported" },
    },
  ])("$title", ({ atEnd, finding }) => {
    const output = { text: "", bytesDropped: 0 };
    const process = atEnd === null ? null : { atEnd, stop: null, output };
    expect(judgeProcess(makeHistory({ process }))).toMatchObject(finding);
  });
});
