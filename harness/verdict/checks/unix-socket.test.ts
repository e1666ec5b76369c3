import { describe, expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import type { History, ProcessOutcome, UnixSocketHistory } from "../../history/history.ts";
import type { Finding } from "../verdict.ts";
import {
  judgePathKept,
  judgeRestartsOrExits,
  judgeSocketMode,
  judgeSocketRemoved,
  judgeSocketTypeRefused,
} from "./unix-socket.ts";

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

type Look = UnixSocketHistory["looks"][number];

function socket(looks: readonly Partial<Look>[], declaredMode: number | null = null) {
  const all = looks.map((look, index): Look => {
    return { atMs: index, after: "start", mode: 0o660, ...look };
  });
  return { unixSocket: { address: "/tmp/socket", declaredMode, looks: all } };
}

const output = { text: "", bytesDropped: 0 };
const exited: Partial<History> = {
  process: { atEnd: { state: "exited", status: 0, atMs: 5 }, stop: null, output },
};

describe("the file of a server that has exited", () => {
  rows(judgeSocketRemoved, [
    {
      title: "may be gone",
      history: { ...exited, ...socket([{}, { after: "exit", mode: null }]) },
      finding: { status: "pass" },
    },
    {
      title: "must not be there",
      history: { ...exited, ...socket([{}, { after: "exit" }]) },
      finding: { status: "fail", observed: "it is still there", brokeAtMs: 1 },
    },
    {
      title: "says nothing while the server runs",
      history: socket([{}, { after: "exit" }]),
      finding: { status: "inconclusive" },
    },
    {
      title: "is none of a server with a port",
      history: exited,
      finding: { status: "unsupported" },
    },
  ]);
});

describe("the mode of the file", () => {
  rows(judgeSocketMode, [
    {
      title: "is as declared when it was last seen, though it was set late",
      history: socket([{ mode: 0o755 }, { after: "end", mode: 0o660 }], 0o660),
      finding: { status: "pass", observed: "0660" },
    },
    {
      title: "is another one",
      history: socket([{ mode: 0o755 }], 0o600),
      finding: { status: "fail", expected: "permission bits 0600", observed: "0755" },
    },
    {
      title: "was declared by nobody",
      history: socket([{}]),
      finding: { status: "unsupported" },
    },
    {
      title: "of no file cannot be judged",
      history: socket([{ mode: null }], 0o660),
      finding: { status: "inconclusive" },
    },
  ]);
});

describe("a socket of another type", () => {
  const tried = (detail: string): Partial<History> => ({
    ...socket([{}]),
    events: [{ atMs: 3, event: "socket-type-tried", detail }],
  });
  rows(judgeSocketTypeRefused, [
    {
      title: "is refused",
      history: tried("seqpacket: EPROTOTYPE"),
      finding: { status: "pass", observed: "seqpacket socket: EPROTOTYPE" },
    },
    {
      title: "is connected",
      history: tried("seqpacket: connected"),
      finding: { status: "fail", brokeAtMs: 3 },
    },
    { title: "was not tried", history: socket([{}]), finding: { status: "unsupported" } },
  ]);
});

describe("a server that is started again", () => {
  const restarted = (facts: Partial<History["restarts"][number]>): Partial<History> => ({
    restarts: [{ atMs: 100, readyAfterMs: 50, failure: null, ...facts }],
  });
  const ended = (outcome: ProcessOutcome, printed: string) =>
    restarted({ failure: "it ended", ended: { outcome, printed } });
  const status = (code: number) => ({ state: "exited", status: code, atMs: 140 }) as const;
  rows(
    (history) => judgeRestartsOrExits(history, 1000),
    [
      { title: "listens", history: restarted({}), finding: { status: "pass" } },
      {
        title: "listens too late",
        history: restarted({ readyAfterMs: 1001 }),
        finding: { status: "fail", late: true, brokeAtMs: 1101 },
      },
      {
        title: "exits with an error, and says why",
        history: ended(status(1), "Address already in use\n"),
        finding: {
          status: "pass",
          observed: 'exited with status 1 at 140 ms, "Address already in use"',
        },
      },
      {
        title: "exits with an error, and says nothing",
        history: ended(status(1), " \n"),
        finding: { status: "fail", observed: "exited with status 1 at 140 ms, nothing printed" },
      },
      {
        title: "exits as if all were well",
        history: ended(status(0), "in use"),
        finding: { status: "fail" },
      },
      {
        title: "crashes",
        history: ended({ state: "killed", signal: "SIGSEGV", atMs: 140 }, "in use"),
        finding: { status: "fail" },
      },
      {
        title: "neither listens nor ends",
        history: restarted({ failure: "it did not listen", readyAfterMs: 5000 }),
        finding: { status: "fail", observed: "neither listened nor ended until after 5000 ms" },
      },
      { title: "was not started", history: {}, finding: { status: "inconclusive" } },
    ],
  );
});

describe("a server that is given a path that is too long", () => {
  const second = (outcome: ProcessOutcome, socketThere: boolean): Partial<History> => ({
    secondInstance: { atMs: 7, outcome, output, socketThere },
  });
  const running = { state: "running", processes: 1 } as const;
  rows(judgePathKept, [
    {
      title: "exits with an error",
      history: second({ state: "exited", status: 1, atMs: 9 }, false),
      finding: { status: "pass" },
    },
    {
      title: "listens at it all the same",
      history: second(running, true),
      finding: { status: "pass", observed: "running, saying nothing, its socket at the path" },
    },
    {
      title: "listens elsewhere",
      history: second(running, false),
      finding: { status: "fail", observed: "running, saying nothing, no socket at the path" },
    },
    {
      title: "exits as if all were well",
      history: second({ state: "exited", status: 0, atMs: 9 }, true),
      finding: { status: "fail" },
    },
  ]);
});
