import { describe, expect, test } from "vitest";
import { makeHistory, makeSample } from "../../history/fixtures/history-builder.ts";
import type { History, ProcessOutcome, SecondInstance } from "../../history/history.ts";
import type { Finding } from "../verdict.ts";
import {
  judgeExits,
  judgeIdle,
  judgeLinear,
  judgeRestarted,
  judgeSecondInstance,
} from "./process.ts";

const requirement = {
  id: "checked",
  level: "MUST",
  statement: "It holds.",
  source: "Protocol contract",
} as const;

const output = { text: "", bytesDropped: 0 };
const unseen = "this lab does not see the implementation's processes";

/** One history and what is to be found in it; findings match in part. */
interface Row {
  readonly title: string;
  readonly history: Partial<History>;
  readonly finding: Partial<Finding>;
}

function rows(judge: (history: History) => Finding, cases: readonly Row[]): void {
  test.each(cases)("$title", ({ history, finding }) => {
    expect(judge(makeHistory(history))).toMatchObject(finding);
  });
}

function signalledThen(atEnd: ProcessOutcome): Partial<History> {
  return {
    events: [
      { atMs: 10, event: "signalled", detail: "SIGSTOP" },
      { atMs: 100, event: "signalled", detail: "SIGTERM" },
    ],
    process: { atEnd, stop: null, output },
  };
}

describe("exits", () => {
  const exits = { ...requirement, kind: "exits", within: { ms: 0 } } as const;
  const exited = (status: number, atMs: number) => signalledThen({ state: "exited", status, atMs });
  const killed = (signal: string) => signalledThen({ state: "killed", signal, atMs: 120 });

  describe("with any status", () => {
    rows(
      (history) => judgeExits(history, exits, 50),
      [
        {
          title: "passes in time after the last signal",
          history: exited(0, 150),
          finding: {
            status: "pass",
            observed: "exited with status 0 at 150 ms, 50 ms after the signal",
          },
        },
        {
          title: "fails when it had ended before the signal",
          history: exited(0, 99),
          finding: { status: "fail", observed: "exited with status 0 at 99 ms, before the signal" },
        },
        {
          title: "passes with a status that is not 0",
          history: exited(127, 120),
          finding: { status: "pass" },
        },
        {
          title: "passes when the signal itself ended it",
          history: killed("SIGTERM"),
          finding: { status: "pass" },
        },
        {
          title: "fails, as late, when it took too long",
          history: exited(0, 151),
          finding: { status: "fail", brokeAtMs: 151, late: true },
        },
        {
          title: "fails, not as late, when it crashed",
          history: killed("SIGSEGV"),
          finding: { status: "fail", brokeAtMs: 120, late: false },
        },
        {
          title: "fails, not as late, when a child of it crashed",
          history: exited(139, 120),
          finding: { status: "fail", late: false },
        },
        {
          title: "fails, as late, when it is still running",
          history: signalledThen({ state: "running", processes: 1 }),
          finding: { status: "fail", observed: "still running", late: true },
        },
        {
          title: "is inconclusive when no signal was sent",
          history: { ...exited(0, 120), events: [] },
          finding: { status: "inconclusive", observed: "no signal was sent" },
        },
        {
          title: "is unsupported where the process cannot be seen",
          history: { process: null },
          finding: { status: "unsupported", observed: unseen },
        },
      ],
    );
  });

  describe("with status 0", () => {
    rows(
      (history) => judgeExits(history, { ...exits, status: 0 }, 50),
      [
        { title: "passes with that", history: exited(0, 120), finding: { status: "pass" } },
        {
          title: "fails with another",
          history: exited(1, 120),
          finding: { status: "fail", late: false },
        },
        {
          title: "fails when the signal itself ended it",
          history: killed("SIGTERM"),
          finding: { status: "fail", late: false },
        },
      ],
    );
  });
});

describe("a second instance", () => {
  const second = (outcome: ProcessOutcome, text: string): { secondInstance: SecondInstance } => ({
    secondInstance: { atMs: 70, outcome, output: { ...output, text } },
  });
  const inUse = "Error: listen EADDRINUSE: address already in use\n    at node:net";

  rows(judgeSecondInstance, [
    {
      title: "passes when it ended with a failure and said why",
      history: second({ state: "exited", status: 1, atMs: 90 }, inUse),
      finding: {
        status: "pass",
        observed:
          'exited with status 1 at 90 ms, saying "Error: listen EADDRINUSE: address already in use"',
      },
    },
    {
      title: "fails when it ended as if all were well",
      history: second({ state: "exited", status: 0, atMs: 90 }, inUse),
      finding: { status: "fail", brokeAtMs: 70 },
    },
    {
      title: "passes when it ended with a failure and did not say why",
      history: second({ state: "exited", status: 1, atMs: 90 }, ""),
      finding: { status: "pass", observed: "exited with status 1 at 90 ms, saying nothing" },
    },
    {
      title: "passes when it ended by an exception that nobody caught",
      history: second({ state: "killed", signal: "SIGABRT", atMs: 90 }, inUse),
      finding: { status: "pass" },
    },
    {
      title: "fails when it was running beside the first",
      history: second({ state: "running", processes: 1 }, ""),
      finding: { status: "fail", observed: "running, saying nothing" },
    },
    {
      title: "is inconclusive when it was not started",
      history: {},
      finding: { status: "inconclusive" },
    },
    {
      title: "is unsupported where none can be started",
      history: { process: null },
      finding: { status: "unsupported" },
    },
  ]);
});

describe("restarted", () => {
  const restarted = (readyAfterMs: number, failure: string | null = null) => ({
    restarts: [{ atMs: 500, readyAfterMs, failure }],
  });

  rows(
    (history) => judgeRestarted(history, 50),
    [
      {
        title: "passes when it listened again in time",
        history: restarted(50),
        finding: { status: "pass", observed: "listened 50 ms after its start" },
      },
      {
        title: "fails, as late, when that took too long",
        history: restarted(51),
        finding: { status: "fail", brokeAtMs: 500, late: true },
      },
      {
        title: "fails when it did not listen again",
        history: restarted(5000, "it ended with status 1"),
        finding: { status: "fail", observed: "it ended with status 1", brokeAtMs: 500 },
      },
      {
        title: "is inconclusive when it was not restarted",
        history: {},
        finding: { status: "inconclusive" },
      },
      {
        title: "is unsupported where it cannot be restarted",
        history: { process: null },
        finding: { status: "unsupported" },
      },
    ],
  );
});

describe("linear", () => {
  const labels = ["before", "small", "large"];
  const spent = (...cpuMs: readonly number[]) => ({
    samples: cpuMs.map((ms, index) => makeSample(labels[index % 3] ?? "", { cpuMs: ms })),
  });

  rows(
    (history) => {
      const sizes = [1, 4];
      const check = { ...requirement, kind: "linear", samples: labels, sizes } as const;
      return judgeLinear(history, { ...check, atMostTimes: 2 });
    },
    [
      {
        title: "passes when time grows as the size does, within the factor",
        history: spent(100, 120, 280),
        finding: { status: "pass", observed: "20 ms for 1, 160 ms for 4" },
      },
      {
        title: "fails when it grows faster",
        history: spent(100, 120, 281),
        finding: { status: "fail" },
      },
      {
        title: "passes however little the small work took, when the large one took little too",
        history: spent(100, 100, 120),
        finding: { status: "pass" },
      },
      {
        title: "passes when one round of several was in proportion",
        history: spent(100, 120, 400, 500, 520, 680),
        finding: {
          status: "pass",
          observed: "20 ms for 1, 280 ms for 4; 20 ms for 1, 160 ms for 4",
        },
      },
      {
        title: "fails when none was",
        history: spent(100, 120, 400, 500, 520, 681),
        finding: { status: "fail" },
      },
      {
        title: "is inconclusive when a later round lacks a sample",
        history: spent(100, 120, 200, 300),
        finding: { status: "inconclusive" },
      },
      {
        title: "is inconclusive when a sample was not taken",
        history: spent(100, 120),
        finding: { status: "inconclusive", observed: "a sample was not taken" },
      },
      {
        title: "is unsupported where the processes cannot be seen",
        history: { process: null },
        finding: { status: "unsupported", observed: unseen },
      },
    ],
  );
});

describe("idle", () => {
  rows(judgeIdle, [
    {
      title: "passes up to half a processor",
      history: { idleCpuShare: 0.5 },
      finding: { status: "pass", observed: "50 % of a processor when all was over" },
    },
    {
      title: "fails beyond it",
      history: { idleCpuShare: 0.51 },
      finding: { status: "fail", observed: "51 % of a processor when all was over" },
    },
    {
      title: "is unsupported where the processes cannot be seen",
      history: { idleCpuShare: null },
      finding: { status: "unsupported", observed: unseen },
    },
  ]);
});
