import { describe, expect, test } from "vitest";
import { makeConnection, makeHistory, makeWait } from "../history/fixtures/history-builder.ts";
import type { ConnectionHistory, History, QueueLook } from "../history/history.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import { stimulusResult } from "./stimulus-results.ts";
import type { StimulusResult } from "./verdict.ts";

const unixSocket = { address: "/tmp/socket", declaredMode: null, looks: [] };
const because = "it happened";

function looked(name: string, look: Partial<QueueLook> = {}, facts = {}): ConnectionHistory {
  const queues = [
    {
      atMs: 1,
      writes: 0,
      splitWrites: 0,
      takenBytes: 0,
      unreadBytes: 0,
      serverBlocked: false,
      ...look,
    },
  ];
  return makeConnection(name, { localPort: null, connectedAtMs: 1, queues, ...facts });
}

interface Row {
  readonly title: string;
  readonly history: Partial<History>;
  readonly status: StimulusResult["status"];
}

function rows(condition: Stimulus, cases: readonly Row[]): void {
  test.each(cases)("$title", ({ history, status }) => {
    const all = makeHistory({ unixSocket, ...history });
    expect(stimulusResult(all, condition).status).toBe(status);
  });
}

describe("segments are writes that the kernel took", () => {
  rows({ kind: "segments", on: "main", atLeast: 3, because }, [
    {
      title: "three are enough",
      history: { connections: [looked("main", { writes: 3 })] },
      status: "held",
    },
    {
      title: "two and one that had to wait are not",
      history: { connections: [looked("main", { writes: 2, splitWrites: 1 })] },
      status: "missed",
    },
    {
      title: "none were counted",
      history: { connections: [makeConnection("main")] },
      status: "missed",
    },
  ]);
  rows({ kind: "segments", on: "main", atLeast: 1, atMost: 1, because }, [
    {
      title: "one is one",
      history: { connections: [looked("main", { writes: 1 })] },
      status: "held",
    },
    {
      title: "one beside one that had to wait is more",
      history: { connections: [looked("main", { writes: 1, splitWrites: 1 })] },
      status: "missed",
    },
  ]);
});

describe("a zero window is a full send buffer at the other end", () => {
  rows({ kind: "zeroWindow", host: "client", because }, [
    {
      title: "one was full",
      history: {
        connections: [looked("a"), looked("b", { serverBlocked: true, unreadBytes: 200_000 })],
      },
      status: "held",
    },
    { title: "none was full", history: { connections: [looked("a")] }, status: "missed" },
    {
      title: "none was shown",
      history: { connections: [looked("a", { serverBlocked: null, unreadBytes: null })] },
      status: "hidden",
    },
  ]);
  rows({ kind: "zeroWindow", host: "server", because }, [
    {
      title: "the driver was held back",
      history: {
        connections: [
          looked("a", {}, { waits: [makeWait("sendUntilBlocked", { satisfied: true })] }),
        ],
      },
      status: "held",
    },
    {
      title: "the driver was not",
      history: { connections: [looked("a", {}, { waits: [makeWait("sendUntilBlocked")] })] },
      status: "missed",
    },
  ]);
});

describe("resets are connections that end while something is owed", () => {
  const ending = (...owed: readonly number[]) => ({
    connections: owed.map((owedAtReleaseBytes, index) =>
      looked(`c#${index + 1}`, {}, { owedAtReleaseBytes }),
    ),
  });
  rows({ kind: "resets", atLeast: 2, because }, [
    { title: "two did", history: ending(1, 0, 5), status: "held" },
    {
      title: "one did, which is not the implementation's fault",
      history: ending(5),
      status: "hidden",
    },
  ]);
});

describe("the backlog", () => {
  const full = (name: string) => looked(name, {}, { backlogFullTimes: 3 });
  rows({ kind: "backlogFull", on: "crowd", atLeast: 2, because }, [
    {
      title: "was full for two of the group",
      history: { connections: [full("crowd#1"), looked("crowd#2"), full("crowd#3")] },
      status: "held",
    },
    {
      title: "was full for another",
      history: { connections: [full("crowd#1"), looked("crowd#2"), full("other")] },
      status: "missed",
    },
  ]);
});

describe("a stale path", () => {
  const seen = (after: "start" | "exit", mode: number | null) => ({
    unixSocket: { ...unixSocket, looks: [{ atMs: 1, after, mode }] },
  });
  rows({ kind: "stalePath", because }, [
    { title: "is a file behind an exit", history: seen("exit", 0o755), status: "held" },
    { title: "is none that was removed", history: seen("exit", null), status: "missed" },
    { title: "is none of a server that runs", history: seen("start", 0o755), status: "missed" },
  ]);
});

test.each(["backlogFull", "stalePath", "descriptorsSent", "socketTypeTried"] as const)(
  "%s cannot be proved of a server with a port",
  (kind) => {
    const condition = { kind, on: "main", atLeast: 1, because } as Stimulus;
    expect(stimulusResult(makeHistory(), condition).status).toBe("hidden");
  },
);
