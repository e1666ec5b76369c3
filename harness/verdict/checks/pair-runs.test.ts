import { describe, expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import type { History, PairRunHistory } from "../../history/history.ts";
import { stimulusResult } from "../stimulus-results.ts";
import { judgePair } from "./pair-runs.ts";

const right: PairRunHistory = {
  startedAtMs: 10,
  endedAtMs: 90,
  messages: [100],
  outcome: { state: "exited", status: 0, atMs: 80 },
  expectedBytes: 101,
  printedBytes: 101,
  matchingBytes: 101,
  stderr: { text: "", bytesDropped: 0 },
};

const base = { id: "a", level: "MUST", statement: "a", source: "a" } as const;

function judged(kind: "clientExits" | "clientPrints", ...runs: Partial<PairRunHistory>[]) {
  const pairRuns = runs.map((run) => ({ ...right, ...run }));
  const history = makeHistory(runs.length === 0 ? {} : { pairRuns });
  const { status, observed, late = false } = judgePair(history, { ...base, kind });
  return { status, observed, late };
}

describe("the exit of a pair's client", () => {
  test.each<[string, Partial<PairRunHistory>[], string, string]>([
    ["with status 0 passes", [{}], "pass", "1 client did"],
    [
      "with another status fails, with what it said first",
      [
        {
          outcome: { state: "exited", status: 1, atMs: 80 },
          stderr: { text: "\nno echo\nat x\n", bytesDropped: 0 },
        },
      ],
      "fail",
      'exited with status 1 at 80 ms, saying "no echo"',
    ],
    [
      "by a signal fails",
      [{}, { outcome: { state: "killed", signal: "SIGSEGV", atMs: 80 } }],
      "fail",
      "killed by SIGSEGV at 80 ms",
    ],
    ["of a client that was not run is unknown", [], "inconclusive", "no client was run"],
  ])("%s", (_, runs, status, observed) => {
    expect(judged("clientExits", ...runs)).toEqual({ status, observed, late: false });
  });

  test("that did not come in time may be the machine's fault", () => {
    const hung = judged("clientExits", { outcome: { state: "running", processes: 1 } });
    expect(hung).toEqual({ status: "fail", observed: "still running", late: true });
  });
});

describe("what a pair's client prints", () => {
  test.each<[string, Partial<PairRunHistory>[], string, string]>([
    ["passes if it is its messages", [{}, {}], "pass", "202 B, as expected"],
    ["fails if it is nothing", [{ printedBytes: 0, matchingBytes: 0 }], "fail", "nothing"],
    [
      "fails if a part is missing",
      [{ printedBytes: 60, matchingBytes: 60 }],
      "fail",
      "60 B of 101 B, of which the first 60 are as expected",
    ],
    [
      "fails if more follows",
      [{ printedBytes: 102 }],
      "fail",
      "102 B of 101 B, of which the first 101 are as expected",
    ],
    [
      "fails if a byte differs",
      [{}, { matchingBytes: 7 }],
      "fail",
      "101 B of 101 B, of which the first 7 are as expected",
    ],
    ["is unknown where none was run", [], "inconclusive", "no client was run"],
  ])("%s", (_, runs, status, observed) => {
    expect(judged("clientPrints", ...runs)).toMatchObject({ status, observed });
  });
});

describe("the connections of a pair's client", () => {
  const judgedBy = (server: History["counters"]["server"], pairRuns = [right]) => {
    const history = makeHistory({ pairRuns, counters: { client: {}, server } });
    const { status, observed } = judgePair(history, { ...base, kind: "clientConnectsOnce" });
    return { status, observed };
  };
  test.each<[string, History["counters"]["server"], string, string]>([
    ["pass if it is one beside the driver's", { "Tcp.PassiveOpens": 2 }, "pass", "1 connection"],
    ["pass if there is none", { "Tcp.PassiveOpens": 1 }, "pass", "0 connections"],
    ["fail if there are two", { "Tcp.PassiveOpens": 3 }, "fail", "2 connections"],
    ["are unsupported where counters are hidden", null, "unsupported", "the counters"],
  ])("%s", (_, server, status, observed) => {
    expect(judgedBy(server)).toEqual({ status, observed: expect.stringContaining(observed) });
  });

  test("are unknown where none was run", () => {
    expect(judgedBy({ "Tcp.PassiveOpens": 3 }, []).status).toBe("inconclusive");
  });
});

describe("that a pair's client was served", () => {
  const counters = (server: History["counters"]["server"]) => ({ client: {}, server });
  const served = { "Tcp.PassiveOpens": 2, "IpExt.InOctets": 900, "IpExt.OutOctets": 800 };
  test.each<[string, History["counters"]["server"], string]>([
    ["is seen by its connection, and bytes both ways", served, "held"],
    [
      "is seen over IPv6, too",
      { "Tcp.PassiveOpens": 2, "Ip6.InOctets": 900, "Ip6.OutOctets": 800 },
      "held",
    ],
    ["is not so if only the driver connected", { ...served, "Tcp.PassiveOpens": 1 }, "missed"],
    ["is not so if less came than its message", { ...served, "IpExt.InOctets": 99 }, "missed"],
    ["is not so if less went back", { ...served, "IpExt.OutOctets": 99 }, "missed"],
    ["cannot be known where counters are hidden", null, "hidden"],
  ])("%s", (_, server, status) => {
    const history = makeHistory({ pairRuns: [right], counters: counters(server) });
    expect(stimulusResult(history, { kind: "clientServed", because: "a" }).status).toBe(status);
  });

  test("is seen where the server is: behind a proxy", () => {
    const through = (upstream: History["counters"]["server"]) => {
      const history = makeHistory({
        pairRuns: [right],
        counters: { ...counters(served), upstream },
      });
      return stimulusResult(history, { kind: "clientServed", because: "a" }).status;
    };
    expect(through(served)).toBe("held");
    expect(through({})).toBe("missed");
    expect(through(null)).toBe("hidden");
  });

  test("is not so where none was run", () => {
    const history = makeHistory({ counters: counters(served) });
    expect(stimulusResult(history, { kind: "clientServed", because: "a" }).status).toBe("missed");
  });
});
