import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  makeConnection,
  makeHistory,
  makeSample,
  makeSentPart,
  makeWait,
} from "../history/fixtures/history-builder.ts";
import type { ConnectionHistory, History } from "../history/history.ts";
import type { Check } from "../scenario/check.ts";
import { epilogueChecks } from "../scenario/epilogue.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import { judge } from "./judge.ts";
import type { CheckStatus, StimulusResult, Verdict } from "./verdict.ts";

const hello = "0000000568656c6c6f";
const requirement = { level: "MUST", statement: "It holds.", source: "Protocol contract" } as const;
const echoed: Check = { ...requirement, id: "echoed", kind: "echo", on: "main" };
const running: Check = { ...requirement, id: "still-running", kind: "process" };

const zeroWindow: Stimulus = {
  kind: "zeroWindow",
  host: "client",
  because: "the client advertised a zero window",
};

function situation(facts: Partial<Pick<Scenario, "checks" | "stimulus">>): Scenario {
  return {
    id: "echo/by-hand",
    title: "A message comes back",
    why: "A history written by hand has a verdict that is known. The judge has to find it.",
    sources: ["Protocol contract"],
    roles: ["server"],
    protocols: ["framed"],
    steps: [
      { do: "connect", connection: "main" },
      { do: "send", on: "main", content: [{ raw: hello }] },
      { do: "awaitEcho", on: "main" },
    ],
    stimulus: [],
    checks: [echoed],
    ...facts,
  };
}

const served = makeConnection("main", { sent: hello, received: hello });
const silent = makeConnection("main", {
  sent: hello,
  waits: [makeWait("awaitEcho", { owedBytes: 9 })],
});
const garbled = makeConnection("main", { sent: hello, received: "0000000568656c6c6e" });
const refused = makeConnection("main", { localPort: null, connectError: "ECONNREFUSED" });

const windowClosed = { client: { "TcpExt.TCPToZeroWindowAdv": 1 }, server: {} };
const windowOpen = { client: {}, server: {} };
const windowHidden = { client: null, server: null };

/** What holds in every situation, held. */
const afterwards = Object.fromEntries(epilogueChecks.map(({ id }) => [id, "pass"]));

function statuses(judged: ReturnType<typeof judge>): Record<string, CheckStatus> {
  return Object.fromEntries(judged.checks.map(({ id, status }) => [id, status]));
}

describe("a scenario", () => {
  test("passes when all its checks and those of every situation do", () => {
    const judged = judge(situation({}), makeHistory({ connections: [served] }));
    expect(judged).toMatchObject({ verdict: "pass", reason: null, stimulus: [] });
    expect(statuses(judged)).toEqual({ echoed: "pass", ...afterwards });
  });

  test("without checks of its own passes by those of every situation", () => {
    expect(judge(situation({ checks: [] }), makeHistory()).verdict).toBe("pass");
  });

  test.each<{ id: string; history: Partial<History> }>([
    {
      id: "alive",
      history: { connections: [served, makeConnection("probe", { sent: hello })] },
    },
    {
      id: "running",
      history: {
        connections: [served],
        process: {
          atEnd: { state: "killed", signal: "SIGSEGV", atMs: 9 },
          stop: null,
          output: { text: "", bytesDropped: 0 },
        },
      },
    },
    { id: "nothing-beyond", history: { connections: [{ ...served, unsolicitedBytes: 1 }] } },
  ])("fails by $id, which holds in every situation", ({ id, history }) => {
    const judged = judge(situation({}), makeHistory(history));
    expect(judged.verdict).toBe("fail");
    expect(
      judged.checks.filter(({ status }) => status === "fail").map((check) => check.id),
    ).toEqual([id]);
  });

  test("whose failed SHOULD is the only failure passes, and says which it is", () => {
    const checks: readonly Check[] = [{ ...echoed, level: "SHOULD" }];
    const judged = judge(
      situation({ checks: [...checks] }),
      makeHistory({ connections: [silent] }),
    );
    expect(judged).toMatchObject({ verdict: "pass", reason: null });
    expect(statuses(judged)).toMatchObject({ echoed: "fail", alive: "pass" });
  });

  test("with an inconclusive check is inconclusive, and gives that check's reason", () => {
    const judged = judge(situation({}), makeHistory());
    expect(judged).toMatchObject({
      verdict: "inconclusive",
      reason: "the play ended before it was made",
    });
  });

  test("fails by a failed MUST even when another check is inconclusive", () => {
    const lost: Check = { ...echoed, id: "other-echoed", on: "other" };
    const judged = judge(
      situation({ checks: [echoed, lost] }),
      makeHistory({ connections: [silent] }),
    );
    expect(judged).toMatchObject({ verdict: "fail", reason: null });
  });
});

describe("a scenario whose own checks cannot be seen", () => {
  const accepted: Check = {
    ...requirement,
    id: "held-back",
    kind: "accepted",
    on: "main",
    atMost: 9,
  };
  const flat: Check = {
    ...requirement,
    id: "flat",
    kind: "growth",
    of: "memory",
    from: "before",
    to: "after",
    atMost: 0,
  };
  const unseen = { connections: [served], samples: [] };
  const noTcpInfo = "this host shows no TCP_INFO of its sockets (needs ss from iproute2)";

  test.each<{
    title: string;
    checks: readonly Check[];
    verdict: Verdict;
    reason: string | null;
  }>([
    {
      title: "is unsupported, and says why",
      checks: [accepted],
      verdict: "unsupported",
      reason: noTcpInfo,
    },
    {
      title: "is unsupported though they are a MUST and a SHOULD",
      checks: [
        { ...accepted, level: "SHOULD" },
        { ...accepted, id: "held-back-too" },
      ],
      verdict: "unsupported",
      reason: noTcpInfo,
    },
    {
      title: "passes when one of them can be, and does",
      checks: [accepted, echoed],
      verdict: "pass",
      reason: null,
    },
    {
      title: "is inconclusive when one of them is",
      checks: [accepted, flat],
      verdict: "inconclusive",
      reason: "a sample was not taken",
    },
  ])("$title", ({ checks, verdict, reason }) => {
    const judged = judge(situation({ checks: [...checks] }), makeHistory(unseen));
    expect(judged).toMatchObject({ verdict, reason });
  });

  test("fails by a check of every situation", () => {
    const deaf = makeConnection("probe", { sent: hello });
    const history = makeHistory({ connections: [served, deaf] });
    expect(judge(situation({ checks: [accepted] }), history).verdict).toBe("fail");
  });
});

describe("a stimulus", () => {
  test.each<{
    title: string;
    connection: ConnectionHistory;
    counters: History["counters"];
    stimulus: StimulusResult["status"];
    status: CheckStatus;
    verdict: Verdict;
    reason: string | null;
  }>([
    {
      title: "that happened lets a pass count",
      connection: served,
      counters: windowClosed,
      stimulus: "held",
      status: "pass",
      verdict: "pass",
      reason: null,
    },
    {
      title: "that did not happen makes a pass inconclusive",
      connection: served,
      counters: windowOpen,
      stimulus: "missed",
      status: "inconclusive",
      verdict: "inconclusive",
      reason:
        "the stimulus did not happen: the client advertised a zero window (0 zero windows advertised by the client)",
    },
    {
      title: "that cannot be seen makes a pass unsupported",
      connection: served,
      counters: windowHidden,
      stimulus: "hidden",
      status: "unsupported",
      verdict: "unsupported",
      reason:
        "cannot be proved here: the client advertised a zero window (TcpExt.TCPToZeroWindowAdv cannot be seen in this lab)",
    },
    {
      title: "that happened leaves a failed MUST a failure",
      connection: silent,
      counters: windowClosed,
      stimulus: "held",
      status: "fail",
      verdict: "fail",
      reason: null,
    },
    {
      title: "that did not happen leaves a failed MUST a failure",
      connection: silent,
      counters: windowOpen,
      stimulus: "missed",
      status: "fail",
      verdict: "fail",
      reason: null,
    },
    {
      title: "that cannot be seen leaves a failed MUST a failure",
      connection: silent,
      counters: windowHidden,
      stimulus: "hidden",
      status: "fail",
      verdict: "fail",
      reason: null,
    },
  ])("$title", ({ connection, counters, stimulus, status, verdict, reason }) => {
    const history = makeHistory({ connections: [connection], counters });
    const judged = judge(situation({ stimulus: [zeroWindow] }), history);
    expect(judged).toMatchObject({ verdict, reason, stimulus: [{ status: stimulus }] });
    expect(statuses(judged)).toMatchObject({ echoed: status, alive: "pass", running: "pass" });
  });

  test("that did not happen outweighs one that cannot be seen", () => {
    const owed: Stimulus = { kind: "owed", on: "main", atLeast: 1, because: "bytes were owed" };
    const judged = judge(
      situation({ stimulus: [zeroWindow, owed] }),
      makeHistory({ connections: [served], counters: windowHidden }),
    );
    expect(judged.verdict).toBe("inconclusive");
    expect(judged.reason).toContain("bytes were owed (main never shut down writing)");
  });

  test("that did not happen makes a scenario without checks of its own inconclusive", () => {
    const scenario = situation({ checks: [], stimulus: [zeroWindow] });
    const judged = judge(scenario, makeHistory({ counters: windowOpen }));
    expect(judged.verdict).toBe("inconclusive");
    expect(statuses(judged)).toEqual(afterwards);
  });

  test("that did not happen is said with the pass that it takes back", () => {
    const history = makeHistory({ connections: [served], counters: windowOpen });
    const [own] = judge(situation({ stimulus: [zeroWindow] }), history).checks;
    expect(own?.observed).toMatch(/^9 B echoed unchanged, but the stimulus did not happen: /);
  });
});

describe("a deadline of 500 ms", () => {
  const queued: Check = {
    id: "queued",
    level: "SHOULD",
    kind: "connected",
    on: "main",
    atLeast: 1,
    within: { ms: 500 },
    statement: "It is queued.",
    source: "listen(2)",
  };
  const slow = { ...served, connectingAtMs: 0, connectedAtMs: 600 };

  test.each([
    { timerLatenessMsMax: 126, status: "inconclusive" },
    { timerLatenessMsMax: 124, status: "fail" },
  ])("is missed by a starved host if a timer fired $timerLatenessMsMax ms late: $status", (row) => {
    const { timerLatenessMsMax, status } = row;
    const history = makeHistory({ connections: [slow], timerLatenessMsMax });
    const judged = judge(situation({ checks: [queued] }), history);
    expect(statuses(judged)).toMatchObject({ queued: status });
  });
});

describe("connections that were made after 600 ms of 500", () => {
  const queued: Check = {
    ...requirement,
    id: "queued",
    kind: "connected",
    on: "main",
    atLeast: 1,
    within: { ms: 500 },
  };
  const slow = { ...served, connectingAtMs: 0, connectedAtMs: 600 };

  test.each<{ title: string; lateMs: number; connectedAtMs: number | null; status: CheckStatus }>([
    { title: "may have been in time", lateMs: 126, connectedAtMs: 600, status: "inconclusive" },
    { title: "were not where they took longer", lateMs: 126, connectedAtMs: 700, status: "fail" },
    {
      title: "were not where they never were made",
      lateMs: 126,
      connectedAtMs: null,
      status: "fail",
    },
  ])("$title, if the driver stood still for $lateMs ms meanwhile", (row) => {
    const { lateMs, connectedAtMs, status } = row;
    const history = makeHistory({
      connections: [{ ...slow, connectedAtMs }],
      timerLatenessMsMax: lateMs,
      lateTimers: [{ atMs: 300, lateMs }],
    });
    const judged = judge(situation({ checks: [queued] }), history);
    expect(statuses(judged)).toMatchObject({ queued: status });
  });
});

describe("a host that stood still for seconds", () => {
  const closed: ConnectionHistory = {
    ...silent,
    peerEnd: { how: "rst", atMs: 1500, errno: "ECONNRESET" },
  };
  const stays: Check = { ...requirement, id: "stays", kind: "staysOpen", on: "main" };

  test.each<{ timerLatenessMsMax: number; connection: ConnectionHistory; status: CheckStatus }>([
    { timerLatenessMsMax: 43_000, connection: closed, status: "inconclusive" },
    { timerLatenessMsMax: 4000, connection: closed, status: "fail" },
    { timerLatenessMsMax: 43_000, connection: garbled, status: "fail" },
  ])("may have met an idle timeout: $timerLatenessMsMax ms late is $status", (row) => {
    const { timerLatenessMsMax, connection, status } = row;
    const history = makeHistory({ connections: [connection], timerLatenessMsMax });
    const judged = statuses(judge(situation({}), history));
    expect(judged).toMatchObject({ echoed: status });
    if (connection === closed) {
      const open = judge(situation({ checks: [stays] }), history);
      expect(statuses(open)).toMatchObject({ stays: status });
    }
  });
});

describe("a harness whose own timers fired 501 ms late", () => {
  const exits: Check = {
    ...requirement,
    id: "exits",
    kind: "exits",
    within: { ms: 1000 },
  };
  const late: Partial<History> = { connections: [silent], harnessLatenessMsMax: 501 };

  test("lets a failure stand that the driver timed", () => {
    expect(statuses(judge(situation({}), makeHistory(late)))).toMatchObject({ echoed: "fail" });
  });

  test("takes back a failure by lateness of a process, whose end it noted", () => {
    const history = makeHistory({
      ...late,
      connections: [served],
      events: [{ atMs: 10, event: "signalled", connection: "", detail: "SIGTERM" }],
      process: {
        atEnd: { state: "exited", status: 0, atMs: 1400 },
        stop: null,
        output: { text: "", bytesDropped: 0 },
      },
    });
    expect(statuses(judge(situation({ checks: [exits] }), history))).toMatchObject({
      exits: "inconclusive",
    });
  });

  test("lets a failure stand whose deadline was many times as long", () => {
    const history = makeHistory({
      ...late,
      connections: [served],
      events: [{ atMs: 10, event: "signalled", connection: "", detail: "SIGTERM" }],
      process: {
        atEnd: { state: "exited", status: 0, atMs: 10_131 },
        stop: null,
        output: { text: "", bytesDropped: 0 },
      },
    });
    const longer: Check = { ...exits, within: { ms: 10_000 } };
    expect(statuses(judge(situation({ checks: [longer] }), history))).toMatchObject({
      exits: "fail",
    });
  });

  test("takes back a failure by lateness on a link that it had broken", () => {
    const fault = { do: "blackhole", direction: "toServer" } as const;
    const linkFaults = [{ fault, atMs: 1, untilMs: 2, droppedSegments: 1 }];
    const history = makeHistory({ ...late, linkFaults });
    expect(statuses(judge(situation({}), history))).toMatchObject({ echoed: "inconclusive" });
  });
});

describe("a host so starved that a timer fired 501 ms late", () => {
  const starvedMs = 501;

  test.each<{ title: string; connection: ConnectionHistory; status: CheckStatus }>([
    { title: "takes back a failure by lateness", connection: silent, status: "inconclusive" },
    { title: "lets a wrong byte be a failure", connection: garbled, status: "fail" },
    { title: "lets a refused connection be a failure", connection: refused, status: "fail" },
    { title: "lets a pass be a pass", connection: served, status: "pass" },
  ])("$title", ({ connection, status }) => {
    const history = makeHistory({ connections: [connection], timerLatenessMsMax: starvedMs });
    const judged = judge(situation({}), history);
    expect(statuses(judged)).toMatchObject({ echoed: status });
    expect(judged.verdict).toBe(status);
  });

  test("says so, with what was observed", () => {
    const history = makeHistory({ connections: [silent], timerLatenessMsMax: starvedMs });
    expect(judge(situation({}), history).reason).toBe(
      "0 of 9 bytes after 2000 ms, connection still open, but this host was starved: a timer fired 501 ms late",
    );
  });

  test("does not tell when it broke what it may not have broken", () => {
    const history = makeHistory({ connections: [silent], timerLatenessMsMax: starvedMs });
    const [own] = judge(situation({}), history).checks;
    expect(own).toMatchObject({ status: "inconclusive", brokeAtMs: null });
  });

  test.each<{ title: string; connection: ConnectionHistory; verdict: Verdict }>([
    {
      title: "takes back a failure whose peer ended the connection after the wait",
      connection: { ...silent, peerEnd: { how: "fin", atMs: 2500, errno: null } },
      verdict: "inconclusive",
    },
    {
      title: "lets a failure stand whose peer ended the connection instead of answering",
      connection: { ...silent, peerEnd: { how: "fin", atMs: 2010, errno: null } },
      verdict: "fail",
    },
  ])("$title", ({ connection, verdict }) => {
    const history = makeHistory({ connections: [connection], timerLatenessMsMax: starvedMs });
    expect(judge(situation({}), history).verdict).toBe(verdict);
  });

  test.each<{ title: string; others: readonly ConnectionHistory[]; verdict: Verdict }>([
    {
      title: "takes back a group's failures when all are late",
      others: [silent],
      verdict: "inconclusive",
    },
    {
      title: "lets a group's failure stand when one is definite",
      others: [garbled],
      verdict: "fail",
    },
  ])("$title", ({ others, verdict }) => {
    const connections = [silent, ...others, served].map((connection, index) => ({
      ...connection,
      name: `main#${index + 1}`,
    }));
    const history = makeHistory({ connections, timerLatenessMsMax: starvedMs });
    expect(judge(situation({}), history).verdict).toBe(verdict);
  });

  test.each<{ end: ConnectionHistory["peerEnd"]; verdict: Verdict; title: string }>([
    { title: "takes back a lost ping", end: null, verdict: "inconclusive" },
    {
      title: "lets a ping stand that the peer's RST took",
      end: { how: "rst", atMs: 9, errno: "ECONNRESET" },
      verdict: "fail",
    },
  ])("$title", ({ end, verdict }) => {
    const pings = [{ atMs: 1, untilMs: 2001, latencyMs: null, processorWaitMs: 0 }];
    const fast: Check = {
      ...requirement,
      id: "fast",
      kind: "latency",
      on: "main",
      percentile: 90,
      atMost: { ms: 5 },
    };
    const history = makeHistory({
      connections: [makeConnection("main", { pings, peerEnd: end })],
      timerLatenessMsMax: starvedMs,
    });
    expect(judge(situation({ checks: [fast] }), history).verdict).toBe(verdict);
  });

  test("takes back connections that were made too late", () => {
    const connected: Check = {
      ...requirement,
      id: "connected",
      kind: "connected",
      on: "main",
      atLeast: 1,
      within: { ms: 50 },
    };
    const history = makeHistory({
      connections: [makeConnection("main", { connectedAtMs: 51 })],
      timerLatenessMsMax: starvedMs,
    });
    expect(judge(situation({ checks: [connected] }), history).verdict).toBe("inconclusive");
  });

  test.each<{ title: string; atMs: number; status: CheckStatus }>([
    { title: "before the wait lets its failure stand", atMs: 9, status: "fail" },
    { title: "at its beginning takes it back", atMs: 11, status: "inconclusive" },
    { title: "at its end takes it back", atMs: 2509, status: "inconclusive" },
    { title: "after it lets it stand", atMs: 2511, status: "fail" },
  ])("$title", ({ atMs, status }) => {
    const lateTimers = [{ atMs, lateMs: starvedMs }];
    const facts = { connections: [silent], timerLatenessMsMax: starvedMs, lateTimers };
    expect(statuses(judge(situation({}), makeHistory(facts)))).toMatchObject({ echoed: status });
  });

  test("is not one whose timers were 500 ms late", () => {
    const history = makeHistory({ connections: [silent], timerLatenessMsMax: 500 });
    expect(judge(situation({}), history).verdict).toBe("fail");
  });
});

describe("a link on which segments were still on their way", () => {
  const events = [{ atMs: 62_000, event: "link-unsettled", connection: "main" } as const];

  test.each<{ title: string; connection: ConnectionHistory; status: CheckStatus }>([
    { title: "takes back a failure by lateness", connection: silent, status: "inconclusive" },
    { title: "lets a wrong byte be a failure", connection: garbled, status: "fail" },
    { title: "lets a refused connection be a failure", connection: refused, status: "fail" },
    { title: "lets a pass be a pass", connection: served, status: "pass" },
  ])("$title", ({ connection, status }) => {
    const judged = judge(situation({}), makeHistory({ connections: [connection], events }));
    expect(statuses(judged)).toMatchObject({ echoed: status });
    expect(judged.verdict).toBe(status);
  });

  test("is said, with what was observed", () => {
    const judged = judge(situation({}), makeHistory({ connections: [silent], events }));
    expect(judged.reason).toBe(
      "0 of 9 bytes after 2000 ms, connection still open, but the link had not delivered all segments of main yet",
    );
    expect(judged.checks[0]).toMatchObject({ status: "inconclusive", brokeAtMs: null });
  });

  test("takes back that the probe afterwards was not served in time", () => {
    const deaf = makeConnection("probe", { sent: hello, waits: silent.waits });
    const judged = judge(situation({}), makeHistory({ connections: [served, deaf], events }));
    expect(judged.verdict).toBe("inconclusive");
    expect(statuses(judged)).toMatchObject({ echoed: "pass", alive: "inconclusive" });
  });

  test("is not one that was only broken and restored", () => {
    const broken = (["link-broken", "link-restored"] as const).map((event) => ({ atMs: 1, event }));
    const judged = judge(situation({}), makeHistory({ connections: [silent], events: broken }));
    expect(judged.verdict).toBe("fail");
  });
});

describe("a limit", () => {
  const pings = [{ atMs: 1, untilMs: 111, latencyMs: 110, processorWaitMs: 0 }];
  const connections = [makeConnection("main", { pings })];

  test.each<{ title: string; roundTripMs: number; verdict: Verdict }>([
    { title: "in round trips is generous on a long link", roundTripMs: 50, verdict: "pass" },
    { title: "in round trips is strict on a short one", roundTripMs: 49, verdict: "fail" },
  ])("$title", ({ roundTripMs, verdict }) => {
    const atMost = { ms: 10, roundTrips: 2 };
    const latency = { ...requirement, id: "fast", kind: "latency", on: "main" } as const;
    const scenario = situation({ checks: [{ ...latency, percentile: 90, atMost }] });
    const context = { ...makeHistory().context, roundTripMs };
    expect(judge(scenario, makeHistory({ connections, context })).verdict).toBe(verdict);
  });

  test.each<{ kind: "growth" | "accepted"; maxFrameBytes: number; verdict: Verdict }>([
    { kind: "growth", maxFrameBytes: 1024, verdict: "pass" },
    { kind: "growth", maxFrameBytes: 1023, verdict: "fail" },
    { kind: "accepted", maxFrameBytes: 1024, verdict: "pass" },
    { kind: "accepted", maxFrameBytes: 1023, verdict: "fail" },
  ])("of $kind follows the implementation's cap of $maxFrameBytes bytes: $verdict", (row) => {
    const atMost = { maxFrames: 2 };
    const own = { ...requirement, id: "bounded", atMost };
    const check: Check =
      row.kind === "growth"
        ? { ...own, kind: "growth", of: "memory", from: "before", to: "after" }
        : { ...own, kind: "accepted", on: "main" };
    const seen = {
      atMs: 1,
      dataSegmentsOut: 1,
      minimumRoundTripMs: null,
      bytesReceived: 0,
      bytesRetransmitted: 0,
    };
    const history = makeHistory({
      context: { ...makeHistory().context, maxFrameBytes: row.maxFrameBytes },
      connections: [makeConnection("main", { inspections: [{ ...seen, bytesAcked: 2048 }] })],
      samples: [makeSample("before", {}), makeSample("after", { residentPeakBytes: 2048 })],
    });
    expect(judge(situation({ checks: [check] }), history).verdict).toBe(row.verdict);
  });
});

describe("a check's result", () => {
  test("carries the requirement as the scenario states it", () => {
    const [own] = judge(situation({}), makeHistory({ connections: [silent] })).checks;
    expect(own).toEqual({
      id: "echoed",
      level: "MUST",
      statement: "It holds.",
      source: "Protocol contract",
      status: "fail",
      expected: "9 B echoed unchanged",
      observed: "0 of 9 bytes after 2000 ms, connection still open",
      brokeAtMs: 2010,
    });
  });

  test("tells when it broke only where it broke", () => {
    const scenario = situation({
      checks: [{ ...requirement, id: "ends", kind: "ends", on: "main", how: ["fin"] }],
    });
    const peerEnd = { how: "fin", atMs: 40, errno: null } as const;
    const [own] = judge(
      scenario,
      makeHistory({ connections: [makeConnection("main", { peerEnd })] }),
    ).checks;
    expect(own).toMatchObject({ status: "pass", brokeAtMs: null });
  });
});

describe("a stimulus that a correct implementation may prevent", () => {
  const preventable = { ...zeroWindow, preventable: "it may never fill the window" };
  const scenario = situation({ stimulus: [preventable] });

  test("leaves the scenario unsupported, with the reason, when it did not happen", () => {
    const { verdict, reason, checks, stimulus } = judge(
      scenario,
      makeHistory({ connections: [served], counters: windowOpen }),
    );
    expect(verdict).toBe("unsupported");
    expect(reason).toMatch(/^the implementation prevents the stimulus: .*never fill the window\)$/);
    expect(checks[0]?.status).toBe("unsupported");
    expect(stimulus[0]?.status).toBe("prevented");
  });

  test("excuses no failure", () => {
    const history = makeHistory({ connections: [garbled], counters: windowOpen });
    expect(judge(scenario, history).verdict).toBe("fail");
  });
});

describe("a load that the implementation did not let the driver send", () => {
  const sockets: Check = {
    ...requirement,
    id: "none-left",
    kind: "sockets",
    state: "CLOSE-WAIT",
    at: "after",
    atMost: 0,
  };
  const cut = makeConnection("main", {
    sent: [makeSentPart(hello, { bytes: 2, withheldBytes: 7 })],
    peerEnd: { how: "rst", atMs: 40, errno: "ECONNRESET" },
  });
  const judged = (checks: readonly Check[], facts: Partial<History> = {}) =>
    judge(
      situation({ checks: [...checks] }),
      makeHistory({ connections: [cut], samples: [makeSample("after", {})], ...facts }),
    );

  test("leaves a pass under it undecided", () => {
    const { verdict, checks } = judged([sockets]);
    expect(verdict).toBe("inconclusive");
    expect(checks[0]?.observed).toContain("but the load was not there: main could not send");
  });

  test("is judged by the echo check if there is one, and nothing else then is", () => {
    const { verdict, checks } = judged([echoed, sockets]);
    expect(verdict).toBe("fail");
    expect(checks.slice(0, 2).map(({ status }) => status)).toEqual(["fail", "unsupported"]);
  });

  test("is not missed when the scenario had ended the implementation before", () => {
    const events = [{ atMs: 30, event: "signalled", detail: "SIGKILL" }] as const;
    const { checks } = judged([echoed, sockets], { events });
    expect(checks.slice(0, 2).map(({ status }) => status)).toEqual(["pass", "pass"]);
  });
});

describe("judging", () => {
  const anyHistory = fc
    .record({
      connection: fc.constantFrom(served, silent, garbled, refused),
      counters: fc.constantFrom(windowClosed, windowOpen, windowHidden),
      timerLatenessMsMax: fc.constantFrom(0, 900),
      visible: fc.boolean(),
    })
    .map(({ connection, visible, ...facts }) =>
      makeHistory({
        ...facts,
        connections: [connection],
        ...(visible ? {} : { process: null }),
      }),
    );
  const scenario = situation({ checks: [echoed, running], stimulus: [zeroWindow] });

  test("the same history twice gives the same judgement", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        expect(judge(scenario, history)).toEqual(judge(scenario, history));
      }),
    );
  });

  test("leaves scenario and history as they were", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const before = JSON.stringify({ scenario, history });
        judge(scenario, history);
        expect(JSON.stringify({ scenario, history })).toBe(before);
      }),
    );
  });

  test("a stored history and scenario gives the judgement of the living ones", () => {
    const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(anyHistory, (history) => {
        const judged = judge(scenario, history);
        expect(judge(stored(scenario), stored(history))).toEqual(judged);
        expect(stored(judged)).toEqual(judged);
      }),
    );
  });

  test("never passes a history whose stimulus did not happen", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const judged = judge(scenario, history);
        const held = judged.stimulus.every(({ status }) => status === "held");
        expect(held || judged.verdict !== "pass").toBe(true);
      }),
    );
  });
});
