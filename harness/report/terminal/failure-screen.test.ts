import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import type { History, HistoryEvent, ProcessHistory } from "../../history/history.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { formatFailure, formatTimeline } from "./failure-screen.ts";
import { startPaint } from "./glyphs.ts";

const paint = startPaint(false);

const failed = makeCase({
  repetition: 2,
  verdict: "fail",
  checks: [
    makeCheck({
      status: "fail",
      observed: "0 of 9 bytes after 2000 ms, connection still open",
      brokeAtMs: 2010,
    }),
    makeCheck({ id: "running" }),
  ],
});

function screen(result: CaseResult, history: History | null, evidence: string | null = null) {
  const repeat = "sockspec run echo/basic --impl node";
  return formatFailure(result, { paint, history, evidence, repeat }).split("\n");
}

test("a failure tells what broke, when, and how to see it again", () => {
  const history = makeHistory({
    events: [
      { atMs: 1, event: "connected", connection: "main" },
      { atMs: 2, event: "wrote", connection: "main", bytes: 9, untilMs: 4.5 },
      { atMs: 2010, event: "deadline-passed", connection: "main", detail: "awaitEcho" },
      { atMs: 2020, event: "closed", connection: "main" },
    ],
  });
  expect(screen(failed, history, "results/1/3.json")).toEqual([
    "✗ node · echo/basic  clean network, netns lab, repetition 2",
    "  MUST echoed  A message comes back unchanged.",
    "    source    Protocol contract: echo every frame",
    "    expected  9 B echoed unchanged",
    "    observed  0 of 9 bytes after 2000 ms, connection still open",
    "  timeline",
    "         1 ms  main         connected",
    "         2 ms  main         wrote 9 bytes until 4.5 ms",
    "      2010 ms  main         deadline-passed (awaitEcho)",
    "      2010 ms  ◀ requirement broken here",
    "      2020 ms  main         closed",
    "  process   running",
    "  evidence  results/1/3.json",
    "  repeat    sockspec run echo/basic --impl node",
  ]);
});

test("what crossed either wire at a proxy is told, with the wire's name", () => {
  const way = (segments: number, lostSegments: number) => {
    return { segments, payloadBytes: 0, retransmittedSegments: 0, lostSegments };
  };
  const digest = {
    toServer: way(7, 0),
    toClient: way(1, 0),
    upstream: { toServer: way(9, 2), toClient: null },
    peakMemoryBytes: null,
  };
  const lines = screen({ ...failed, digest }, makeHistory({}));
  const from = lines.findIndex((line) => line.includes("wires"));
  expect(lines.slice(from, from + 2)).toEqual([
    "  wires     client's wire: 7 segments to the proxy, 0 lost; 1 segment to the client, 0 lost",
    "            second wire: 9 segments to the upstream, 2 lost; not seen to the proxy",
  ]);
  const { upstream: _, ...ofServer } = digest;
  expect(screen({ ...failed, digest: ofServer }, makeHistory({})).join()).not.toContain("wire");
});

test("datagrams are told with what the link did to them", () => {
  const history = makeHistory({
    protocol: "datagram",
    events: [
      {
        atMs: 1,
        event: "datagrams-sent",
        connection: "main",
        datagrams: 40,
        bytes: 20_480,
        untilMs: 3,
      },
      { atMs: 4, event: "datagrams-received", connection: "main", datagrams: 1, bytes: 512 },
    ],
    linkTraffic: {
      toServer: { entered: 40, left: 39, lost: 2, taken: 39 },
      toClient: { entered: 1, left: 1, lost: 0 },
    },
  });
  const lines = screen(failed, history);
  expect(lines).toContain(
    "         1 ms  main         datagrams-sent 40 datagrams, 20480 bytes until 3 ms",
  );
  expect(lines).toContain("         4 ms  main         datagrams-received 1 datagram, 512 bytes");
  expect(lines).toContain(
    "  link      to the server 40 packets, 2 lost, 1 duplicated; to the client 1 packet, 0 lost",
  );
});

test("what an implementation sent or printed does not control the terminal", () => {
  const hostile = "\u001b[2J\u009b31m";
  const observed = makeCheck({ status: "fail", observed: hostile });
  const result = makeCase({ verdict: "fail", reason: `first\n${hostile}`, checks: [observed] });
  const text = screen(result, null).join("\n");
  expect(text).toContain("fail  first\n  ␛[2J");
  expect(text).not.toContain("\u001b");
  expect(text).not.toContain("\u009b");
});

test.each([
  { verdict: "fail", sign: "✗" },
  { verdict: "inconclusive", sign: "?" },
  { verdict: "error", sign: "!" },
] as const)("a case that is $verdict has the matrix's sign $sign", ({ verdict, sign }) => {
  const [title] = screen(makeCase({ verdict, reason: "it was", checks: [] }), null);
  expect(title).toMatch(new RegExp(`^\\${sign} node · echo/basic`));
});

test("an attempt is printed from the second on", () => {
  expect(screen({ ...failed, attempt: 3 }, null)[0]).toBe(
    "✗ node · echo/basic  clean network, netns lab, repetition 2, attempt 3",
  );
});

test("an error tells its reason, though there is no history", () => {
  const reason = "the driver ended\nwith status 1";
  expect(screen({ ...failed, verdict: "error", reason, checks: [] }, null)).toEqual([
    "! node · echo/basic  clean network, netns lab, repetition 2",
    "  error  the driver ended",
    "  with status 1",
    "  evidence  not stored",
    "  repeat    sockspec run echo/basic --impl node",
  ]);
});

test("a failure tells what became of the implementation", () => {
  const lines = screen({ ...failed, fate: "deaf" }, makeHistory());
  expect(lines).toContain("  process   deaf: running");
});

describe("the process", () => {
  const shown = (process: ProcessHistory | null) => {
    const lines = screen({ ...failed, checks: [] }, makeHistory({ process }));
    const from = lines.findIndex((line) => line.startsWith("  process"));
    const to = lines.findIndex((line) => line.startsWith("  evidence"));
    return lines.slice(from, to);
  };
  const running: ProcessHistory = {
    atEnd: { state: "running", processes: 1 },
    stop: null,
    output: { text: "", bytesDropped: 0 },
  };

  test.each<{ title: string; process: ProcessHistory | null; lines: readonly string[] }>([
    {
      title: "that cannot be seen is said to be hidden",
      process: null,
      lines: ["  process   not visible in this lab"],
    },
    {
      title: "tells how it ended by itself, with what it said",
      process: {
        ...running,
        atEnd: { state: "killed", signal: "SIGSEGV", atMs: 12 },
        output: { text: "listening\nassertion failed\n", bytesDropped: 0 },
      },
      lines: [
        "  process   killed by SIGSEGV at 12 ms",
        "    │ listening",
        "    │ assertion failed",
      ],
    },
    {
      title: "tells how it was stopped",
      process: {
        ...running,
        stop: {
          signals: ["SIGTERM", "SIGKILL"],
          tookMs: 2000,
          outcome: { state: "killed", signal: "SIGKILL", atMs: 4000 },
        },
      },
      lines: ["  process   running, then SIGTERM and SIGKILL: killed by SIGKILL at 4000 ms"],
    },
    {
      title: "shows the last six lines that it said, and how much was left out",
      process: { ...running, output: { text: "1\n2\n3\n\n4\n5\n6\n7\n8\n", bytesDropped: 500 } },
      lines: [
        "  process   running",
        ...["3", "4", "5", "6", "7", "8"].map((line) => `    │ ${line}`),
        "    │ … and 500 more bytes",
      ],
    },
    {
      title: "shows the message of an error that stands before its stack",
      process: {
        ...running,
        output: {
          text:
            "      throw error;\n      ^\n\nRangeError: out of range\n    at read (node:buffer:1:2)\n" +
            "    at Socket.<anonymous> (server.mjs:5:17)\n    at Socket.emit (node:events:1:2) {\n  code: 1\n}\n",
          bytesDropped: 0,
        },
      },
      lines: [
        "  process   running",
        "    │       throw error;",
        "    │       ^",
        "    │ RangeError: out of range",
        "    │     at read (node:buffer:1:2)",
        "    │   code: 1",
        "    │ }",
      ],
    },
    {
      title: "cannot steer the terminal",
      process: { ...running, output: { text: "\u001b[2Jgone\u0007\u009b1m", bytesDropped: 0 } },
      lines: ["  process   running", "    │ ␛[2Jgone␇⟨U+009B⟩1m"],
    },
  ])("$title", ({ process, lines }) => {
    expect(shown(process)).toEqual(lines);
  });

  test("has its long lines cut", () => {
    const [, line] = shown({ ...running, output: { text: "x".repeat(5000), bytesDropped: 0 } });
    expect(line).toMatch(/^ {4}│ x+… 48\d\d characters left out …x+$/);
    expect(line?.length).toBeLessThanOrEqual(210);
  });
});

describe("a timeline", () => {
  const eventsUpTo = (count: number): readonly HistoryEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      atMs: index,
      event: "received",
      connection: `c${index}`,
    }));
  const broken = "◀ requirement broken here";

  test("of sixteen lines is shown whole", () => {
    expect(formatTimeline(eventsUpTo(16), null, paint)).toHaveLength(16);
  });

  test("that is longer shows its beginning and its end", () => {
    const lines = formatTimeline(eventsUpTo(100), null, paint);
    expect(lines).toHaveLength(17);
    expect(lines[3]).toContain("c3");
    expect(lines[4]?.trim()).toBe("… 84 more");
    expect(lines[5]).toContain("c88");
    expect(lines[16]).toContain("c99");
  });

  test("that is longer shows its beginning and the place where the requirement broke", () => {
    const lines = formatTimeline(eventsUpTo(100), 50, paint);
    expect(lines[3]).toContain("c3");
    expect(lines[4]?.trim()).toBe("… 41 more");
    expect(lines[10]).toContain("c50");
    expect(lines[11]).toContain(broken);
    expect(lines[12]).toContain("c51");
    expect(lines.at(-1)?.trim()).toBe("… 44 more");
  });

  test("has the broken place inside, accounts for every line, and fits, wherever it broke", () => {
    const place = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: -5, max: 205 }));
    fc.assert(
      fc.property(place, ([count, brokeAtMs]) => {
        const lines = formatTimeline(eventsUpTo(count), brokeAtMs, paint);
        const left = lines.flatMap((line) => /… (\d+) more$/.exec(line)?.[1] ?? []);
        expect(lines.filter((line) => line.includes(broken))).toHaveLength(1);
        expect(lines.length - left.length).toBe(Math.min(16, count + 1));
        expect(left.reduce((sum, n) => sum + Number(n), 0)).toBe(Math.max(0, count + 1 - 16));
      }),
      { numRuns: 300 },
    );
  });
});

test("what a group does one connection after another is one line of the timeline", () => {
  const closed = [1, 2, 3].map((number) => ({
    atMs: number,
    event: "closed" as const,
    connection: `crowd#${number}`,
  }));
  const probe = { atMs: 9, event: "connecting" as const, connection: "probe" };
  expect(formatTimeline([...closed, probe], null, startPaint(false))).toEqual([
    "         1 ms  crowd × 3    closed until 3 ms",
    "         9 ms  probe        connecting",
  ]);
});
