import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  makeConnection,
  makeHistory,
  makeSentPart,
  makeWait,
} from "../../history/fixtures/history-builder.ts";
import type { ConnectionHistory, History, Ping } from "../../history/history.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import type { CheckStatus, Finding } from "../verdict.ts";
import {
  judgeAccepted,
  judgeConnected,
  judgeEcho,
  judgeEnds,
  judgeNothingBeyond,
  judgeRefused,
  judgeStaysOpen,
} from "./connection.ts";
import { judgeLatency } from "./latency.ts";

const requirement = {
  id: "checked",
  level: "MUST",
  statement: "It holds.",
  source: "Protocol contract",
  on: "main",
} as const;

/** Two messages as they lie on the wire: 9 bytes, then 7. */
const hello = "0000000568656c6c6f";
const bye = "00000003627965";

const fin = { how: "fin", atMs: 40, errno: null } as const;
const rst = { how: "rst", atMs: 40, errno: "ECONNRESET" } as const;

/** One history and what is to be found in it; findings match in part. */
interface Row {
  readonly title: string;
  readonly connections: readonly ConnectionHistory[];
  readonly finding: Partial<Finding>;
}

function rows(judge: (history: History) => Finding, cases: readonly Row[]): void {
  test.each(cases)("$title", ({ connections, finding }) => {
    expect(judge(makeHistory({ connections }))).toMatchObject(finding);
  });
}

describe("echo", () => {
  rows(
    (history) => judgeEcho(history, { ...requirement, kind: "echo" }),
    [
      {
        title: "passes when every message came back",
        connections: [makeConnection("main", { sent: hello + bye, received: hello + bye })],
        finding: { status: "pass", observed: "16 B echoed unchanged" },
      },
      {
        title: "passes when nothing was owed and nothing came",
        connections: [makeConnection("main", { sent: "0000" })],
        finding: { status: "pass", observed: "0 B echoed unchanged" },
      },
      {
        title: "fails when a message could not be sent because the peer had reset",
        connections: [
          makeConnection("main", {
            sent: [
              makeSentPart(hello, { bytes: 9 }),
              makeSentPart(bye, { bytes: 2, withheldBytes: 5 }),
            ],
            received: hello,
            peerEnd: rst,
            waits: [makeWait("awaitEcho", { satisfied: true, receivedBytes: 9, owedBytes: 9 })],
          }),
        ],
        finding: {
          status: "fail",
          expected: "16 B echoed unchanged",
          observed:
            "9 B echoed unchanged, and the rest could not be sent any more, then RST (ECONNRESET) at 40 ms",
          brokeAtMs: 40,
          late: false,
        },
      },
      {
        title: "fails, as late, when the peer took no more of a message",
        connections: [
          makeConnection("main", {
            sent: [makeSentPart(hello + bye, { bytes: 9, withheldBytes: 7 })],
            received: hello,
          }),
        ],
        finding: { status: "fail", late: true },
      },
      {
        title: "passes when only junk behind an invalid length could not be sent",
        connections: [
          makeConnection("main", {
            sent: [makeSentPart(`${hello}ffffffff00000000`, { bytes: 13, withheldBytes: 4 })],
            received: hello,
            peerEnd: rst,
          }),
        ],
        finding: { status: "pass", observed: "9 B echoed unchanged" },
      },
      {
        title: "does not ask for a message that was never complete",
        connections: [makeConnection("main", { sent: `${hello}0000000362`, received: hello })],
        finding: { status: "pass", observed: "9 B echoed unchanged" },
      },
      {
        title: "fails at the first byte that differs",
        connections: [
          makeConnection("main", { sent: hello + bye, received: `${hello}00000003627966` }),
        ],
        finding: { status: "fail", observed: "differs from byte 15 on" },
      },
      {
        title: "calls a wrong byte wrong even when the rest came too late",
        connections: [
          makeConnection("main", {
            sent: hello + bye,
            received: "0000000668656c6c6f",
            waits: [makeWait("awaitEcho", { receivedBytes: 9, owedBytes: 16 })],
          }),
        ],
        finding: { status: "fail", observed: "differs from byte 3 on" },
      },
      {
        title: "fails, as late, when a wait passed with the connection still open",
        connections: [
          makeConnection("main", {
            sent: hello + bye,
            received: hello,
            waits: [makeWait("awaitEcho", { receivedBytes: 9, owedBytes: 16 })],
          }),
        ],
        finding: {
          status: "fail",
          observed: "9 of 16 bytes after 2000 ms, connection still open",
          brokeAtMs: 2010,
          late: true,
        },
      },
      {
        title: "fails, as late, when everything came after the wait had passed",
        connections: [
          makeConnection("main", {
            sent: hello,
            received: hello,
            waits: [makeWait("awaitEcho", { receivedBytes: 0, owedBytes: 9 })],
          }),
        ],
        finding: { status: "fail", late: true },
      },
      {
        title: "fails, not as late, when the peer ended the connection instead of answering",
        connections: [
          makeConnection("main", {
            sent: hello,
            peerEnd: rst,
            waits: [makeWait("awaitEcho", { toMs: 40, owedBytes: 9 })],
          }),
        ],
        finding: {
          status: "fail",
          observed: "0 of 9 bytes after 30 ms, then RST (ECONNRESET) at 40 ms",
          brokeAtMs: 40,
          late: false,
        },
      },
      {
        title: "fails, as late, when the peer ended the connection only after the wait had passed",
        connections: [
          makeConnection("main", {
            sent: hello,
            peerEnd: { ...fin, atMs: 2500 },
            waits: [makeWait("awaitEcho", { owedBytes: 9 })],
          }),
        ],
        finding: {
          status: "fail",
          observed: "0 of 9 bytes after 2000 ms, then FIN at 2500 ms",
          brokeAtMs: 2010,
          late: true,
        },
      },
      {
        title: "fails when no wait asked for what is missing",
        connections: [makeConnection("main", { sent: hello + bye, received: hello, peerEnd: fin })],
        finding: { status: "fail", observed: "9 B of 16 B (9 of 16 bytes), then FIN at 40 ms" },
      },
      {
        title: "leaves bytes beyond what was owed to the check for those",
        connections: [makeConnection("main", { sent: hello, received: hello + bye })],
        finding: { status: "pass" },
      },
      {
        title: "fails when the connection was refused",
        connections: [makeConnection("main", { localPort: null, connectError: "ECONNREFUSED" })],
        finding: {
          status: "fail",
          expected: "a connection on which all is echoed unchanged",
          observed: "could not connect: ECONNREFUSED",
          late: false,
        },
      },
      {
        title: "fails, as late, when connecting took longer than its deadline",
        connections: [makeConnection("main", { localPort: null })],
        finding: {
          status: "fail",
          observed: "could not connect: no answer within the deadline",
          late: true,
        },
      },
      {
        title: "is inconclusive when the connection was never made",
        connections: [],
        finding: { status: "inconclusive", observed: "the play ended before it was made" },
      },
    ],
  );
});

describe("messages in front of what must end the connection", () => {
  const { opening, header, unacceptable } = protocolNamed("websocket");
  const frame = Buffer.concat([header(3, 0), Buffer.from("bye")]).toString("hex");
  const invalid = Buffer.from(unacceptable?.({ maxFrameBytes: 1000 }) ?? []).toString("hex");
  const begun = Buffer.concat(opening.map(({ send }) => send)).toString("hex");
  const opened = Buffer.concat(opening.map(({ reply }) => reply)).toString("hex");

  function levelOf(protocol: string, facts: Parameters<typeof makeConnection>[1]) {
    const connections = [makeConnection("main", { peerEnd: fin, ...facts })];
    const finding = judgeEcho(makeHistory({ protocol, connections }), {
      ...requirement,
      kind: "echo",
    });
    return [finding.status, finding.level ?? requirement.level];
  }

  const awaited = makeWait("awaitEcho", { fromMs: 10, toMs: 40, owedBytes: 1 });

  test("should be answered where the protocol lets a server drop them", () => {
    const sent = begun + frame + invalid;
    expect(levelOf("websocket", { sent, waits: [awaited] })).toEqual(["fail", "SHOULD"]);
  });

  test("must be answered where it does not", () => {
    const sent = `${hello}ffffffff`;
    expect(levelOf("framed", { sent, waits: [awaited] })).toEqual(["fail", "MUST"]);
  });

  test("must be answered if they were waited for before it was sent", () => {
    const parts = [begun + frame, invalid].map((hex, index) =>
      makeSentPart(hex, { bytes: hex.length / 2, atMs: index * 50 }),
    );
    expect(levelOf("websocket", { sent: parts, waits: [awaited] })).toEqual(["fail", "MUST"]);
  });

  test("must be answered if nothing must end the connection", () => {
    expect(levelOf("websocket", { sent: begun + frame, waits: [awaited] })).toEqual([
      "fail",
      "MUST",
    ]);
  });

  test("must not be answered wrongly", () => {
    const facts = { sent: begun + frame + invalid, received: `${opened}8203627979` };
    expect(levelOf("websocket", facts)).toEqual(["fail", "MUST"]);
  });
});

describe("a client that does not read", () => {
  const stalled = makeConnection("main", { peerEnd: { how: "fin", atMs: 30_000, errno: null } });
  const clientFrame = Buffer.from("81920000000034325b226d7367222c226162636465666768225d", "hex");
  const opening = protocolNamed("socketio").opening.map(({ send }) => Buffer.from(send));
  const sent = Buffer.concat([...opening, clientFrame]).toString("hex");

  test.each<{ title: string; resumedAtMs: number; status: CheckStatus }>([
    { title: "for longer than a server must wait", resumedAtMs: 11_001, status: "inconclusive" },
    { title: "for less", resumedAtMs: 11_000, status: "fail" },
  ])("$title, and is not answered: $status", ({ resumedAtMs, status }) => {
    const history = makeHistory({
      protocol: "socketio",
      connections: [makeConnection("main", { sent, peerEnd: stalled.peerEnd })],
      events: [
        { atMs: 1000, event: "reading-stopped", connection: "main" },
        { atMs: resumedAtMs, event: "reading-resumed", connection: "main" },
      ],
    });
    expect(judgeEcho(history, { ...requirement, kind: "echo" })).toMatchObject({ status });
  });
});

describe("a group", () => {
  const good = { sent: hello, received: hello };

  rows(
    (history) => judgeEcho(history, { ...requirement, kind: "echo" }),
    [
      {
        title: "passes when all its connections do",
        connections: ["main#1", "main#2", "main#3"].map((name) => makeConnection(name, good)),
        finding: {
          status: "pass",
          observed: "on all 3 connections: 9 B echoed unchanged",
        },
      },
      {
        title: "fails when one of three does, and names that one",
        connections: [
          makeConnection("main#1", good),
          makeConnection("main#2", { ...good, received: "0000000568656c6c6e" }),
          makeConnection("main#3", good),
        ],
        finding: {
          status: "fail",
          observed: "on 1 of 3 connections, first main#2: differs from byte 8 on",
        },
      },
      {
        title: "fails when one of three could not connect",
        connections: [
          makeConnection("main#1", good),
          makeConnection("main#2", good),
          makeConnection("main#3", { localPort: null, connectError: "ECONNREFUSED" }),
        ],
        finding: {
          status: "fail",
          observed: "on 1 of 3 connections, first main#3: could not connect: ECONNREFUSED",
        },
      },
      {
        title: "does not answer for the connections of others",
        connections: [
          makeConnection("main#1", good),
          makeConnection("main#2", good),
          makeConnection("other", { sent: hello }),
        ],
        finding: { status: "pass", observed: "on all 2 connections: 9 B echoed unchanged" },
      },
    ],
  );
});

describe("of a group", () => {
  const good = makeConnection("main#1", { sent: hello, received: hello });
  const wrong = makeConnection("main#2", { sent: hello, received: "0000000568656c6c6e" });
  const late = makeConnection("main#3", {
    sent: hello,
    waits: [makeWait("awaitEcho", { owedBytes: 9 })],
  });
  const lateAgain = { ...late, name: "main#4" };

  rows(
    (history) => judgeEcho(history, { ...requirement, kind: "echo" }),
    [
      {
        title: "a late failure does not excuse a definite one behind it",
        connections: [late, good, wrong],
        finding: {
          status: "fail",
          observed: "on 2 of 3 connections, first main#2: differs from byte 8 on",
        },
      },
      {
        title: "late failures alone are late",
        connections: [good, late, lateAgain],
        finding: {
          status: "fail",
          observed:
            "on 2 of 3 connections, first main#3: 0 of 9 bytes after 2000 ms, connection still open",
          late: true,
        },
      },
    ],
  );

  const pinged = (name: string, ...latenciesMs: readonly (number | null)[]) =>
    makeConnection(name, {
      pings: latenciesMs.map((latencyMs) => ({
        atMs: 5,
        untilMs: 2005,
        latencyMs,
        processorWaitMs: 0,
      })),
    });
  const fast = pinged("main#1", 1);
  const slow = pinged("main#2", 51);
  const silent = pinged("main#3");
  const ended = { ...pinged("main#4", null), peerEnd: rst };

  const latency = (history: History) => {
    const check = { ...requirement, kind: "latency", percentile: 90, atMost: { ms: 0 } } as const;
    return judgeLatency(history, check, { atMostMs: 50, worstMs: null });
  };

  rows(latency, [
    {
      title: "a connection that could not be judged is shown, not those that passed",
      connections: [fast, silent, { ...fast, name: "main#5" }],
      finding: {
        status: "inconclusive",
        observed: "on 1 of 3 connections, first main#3: no ping was sent",
      },
    },
    {
      title: "a late failure comes before what could not be judged",
      connections: [silent, fast, slow],
      finding: {
        status: "fail",
        observed: "on 1 of 3 connections, first main#2: p90 51 ms of 1 pings",
        late: true,
      },
    },
    {
      title: "a definite failure comes before all others",
      connections: [silent, slow, fast, ended],
      finding: {
        status: "fail",
        observed:
          "on 2 of 4 connections, first main#4: no echo of ping 1, then RST (ECONNRESET) at 40 ms",
        late: false,
      },
    },
  ]);

  test("whatever their order, the same connection is shown", () => {
    const some = fc.subarray([fast, slow, silent, ended], { minLength: 1 });
    const order = fc.array(fc.nat(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(some, order, (connections, keys) => {
        const shuffled = connections
          .map((connection, index) => ({ connection, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ connection }) => connection);
        expect(latency(makeHistory({ connections: shuffled }))).toEqual(
          latency(makeHistory({ connections })),
        );
      }),
    );
  });

  const looked = makeConnection("main#1", {
    inspections: [
      {
        atMs: 9,
        dataSegmentsOut: 1,
        minimumRoundTripMs: null,
        bytesAcked: 9,
        bytesReceived: 0,
        bytesRetransmitted: 0,
      },
    ],
  });
  const hidden = makeConnection("main#2");
  const refused = makeConnection("main#3", { localPort: null, connectError: "ECONNREFUSED" });

  rows(
    (history) => judgeAccepted(history, { ...requirement, kind: "accepted", atMost: 0 }, 9),
    [
      {
        title: "a connection that cannot be seen is shown, not those that passed",
        connections: [looked, hidden],
        finding: {
          status: "unsupported",
          observed:
            "on 1 of 2 connections, first main#2: this host shows no TCP_INFO of its sockets (needs ss from iproute2)",
        },
      },
      {
        title: "a failure comes before what cannot be seen",
        connections: [hidden, looked, refused],
        finding: {
          status: "fail",
          observed: "on 1 of 3 connections, first main#3: could not connect: ECONNREFUSED",
        },
      },
    ],
  );
});

describe("ends", () => {
  const met = makeWait("awaitEnd", { toMs: 40, satisfied: true });
  const passed = makeWait("awaitEnd");

  rows(
    (history) => judgeEnds(history, { ...requirement, kind: "ends", how: ["fin"] }),
    [
      {
        title: "passes when the peer ended the connection as allowed",
        connections: [makeConnection("main", { peerEnd: fin, waits: [met] })],
        finding: {
          status: "pass",
          expected: "FIN within the deadline",
          observed: "FIN at 40 ms",
        },
      },
      {
        title: "passes without a wait when the peer ended the connection at all",
        connections: [makeConnection("main", { peerEnd: fin })],
        finding: { status: "pass" },
      },
      {
        title: "fails when the peer ended it before the driver shut down writing",
        connections: [makeConnection("main", { peerEnd: fin, waits: [met], shutdownAtMs: 41 })],
        finding: { status: "fail", observed: "FIN at 40 ms, before anything called for it" },
      },
      {
        title: "fails when the peer ended it before the invalid length was sent",
        connections: [
          makeConnection("main", {
            sent: [makeSentPart("ffffffff", { atMs: 41, withheldBytes: 4 })],
            peerEnd: fin,
            waits: [met],
          }),
        ],
        finding: { status: "fail", observed: "FIN at 40 ms, before anything called for it" },
      },
      {
        title: "passes when the invalid length came before the driver's FIN",
        connections: [
          makeConnection("main", {
            sent: "ffffffff",
            peerEnd: fin,
            waits: [met],
            shutdownAtMs: 41,
          }),
        ],
        finding: { status: "pass" },
      },
      {
        title: "fails when the peer ended it in another way",
        connections: [makeConnection("main", { peerEnd: rst, waits: [met] })],
        finding: { status: "fail", observed: "RST (ECONNRESET) at 40 ms", brokeAtMs: 40 },
      },
      {
        title: "fails, as late, when the peer did not end it",
        connections: [makeConnection("main", { waits: [passed] })],
        finding: {
          status: "fail",
          observed: "connection still open after 2000 ms",
          brokeAtMs: 2010,
          late: true,
        },
      },
      {
        title: "fails, as late, when the peer ended it after the deadline",
        connections: [makeConnection("main", { peerEnd: { ...fin, atMs: 2500 }, waits: [passed] })],
        finding: { status: "fail", brokeAtMs: 2010, late: true },
      },
      {
        title: "goes by the last of several waits",
        connections: [makeConnection("main", { peerEnd: fin, waits: [passed, met] })],
        finding: { status: "pass" },
      },
      {
        title: "is inconclusive when the connection was never made",
        connections: [],
        finding: { status: "inconclusive" },
      },
    ],
  );

  test.each([fin, rst])("passes for $how when both ways are allowed", (peerEnd) => {
    const history = makeHistory({ connections: [makeConnection("main", { peerEnd })] });
    const finding = judgeEnds(history, { ...requirement, kind: "ends", how: ["fin", "rst"] });
    expect(finding).toMatchObject({ status: "pass", expected: "FIN or RST within the deadline" });
  });
});

describe("stays open", () => {
  rows(
    (history) => judgeStaysOpen(history, { ...requirement, kind: "staysOpen" }),
    [
      {
        title: "passes when the peer never ended the connection",
        connections: [makeConnection("main")],
        finding: { status: "pass", observed: "open" },
      },
      {
        title: "fails at the peer's FIN",
        connections: [makeConnection("main", { peerEnd: fin })],
        finding: {
          status: "fail",
          observed: "ended by the peer, then FIN at 40 ms",
          brokeAtMs: 40,
        },
      },
      {
        title: "fails at the peer's RST",
        connections: [makeConnection("main", { peerEnd: rst })],
        finding: { status: "fail", brokeAtMs: 40 },
      },
      {
        title: "fails when there was no connection to keep open",
        connections: [makeConnection("main", { localPort: null, connectError: "ECONNREFUSED" })],
        finding: { status: "fail", observed: "could not connect: ECONNREFUSED" },
      },
      {
        title: "is inconclusive when the connection was never made",
        connections: [],
        finding: { status: "inconclusive" },
      },
    ],
  );
});

describe("accepted", () => {
  const blocked = makeWait("sendUntilBlocked", { satisfied: true });
  const accepted = (...bytesAcked: readonly number[]) =>
    makeConnection("main", {
      waits: [blocked],
      inspections: bytesAcked.map((bytes, index) => ({
        atMs: 300 + index,
        dataSegmentsOut: 1,
        minimumRoundTripMs: null,
        bytesAcked: bytes,
        bytesReceived: 0,
        bytesRetransmitted: 0,
      })),
    });

  rows(
    (history) => judgeAccepted(history, { ...requirement, kind: "accepted", atMost: 0 }, 2048),
    [
      {
        title: "passes at exactly the limit",
        connections: [accepted(2048)],
        finding: { status: "pass", observed: "2048 B accepted, blocked then" },
      },
      {
        title: "fails one byte beyond it",
        connections: [accepted(2049)],
        finding: { status: "fail", brokeAtMs: 300 },
      },
      {
        title: "goes by the last look at the socket",
        connections: [accepted(10, 4096)],
        finding: { status: "fail", observed: "4096 B accepted, blocked then", brokeAtMs: 301 },
      },
      {
        title: "says that the sender was never blocked",
        connections: [{ ...accepted(4096), waits: [makeWait("sendUntilBlocked")] }],
        finding: { status: "fail", observed: "4096 B accepted, never blocked" },
      },
      {
        title: "is unsupported where the socket cannot be looked at",
        connections: [accepted()],
        finding: { status: "unsupported" },
      },
      {
        title: "is inconclusive when the connection was never made",
        connections: [],
        finding: { status: "inconclusive" },
      },
    ],
  );
});

describe("latency", () => {
  const pinged = (...latenciesMs: readonly (number | null)[]) =>
    makeConnection("main", {
      pings: latenciesMs.map((latencyMs, index) => ({
        atMs: 10 * index,
        untilMs: 2000 + 10 * index,
        latencyMs,
        processorWaitMs: 0,
      })),
    });

  rows(
    (history) => {
      const atMost = { ms: 0 };
      return judgeLatency(
        history,
        { ...requirement, kind: "latency", percentile: 90, atMost },
        { atMostMs: 50, worstMs: null },
      );
    },
    [
      {
        title: "passes when that many pings were fast enough, however slow the others",
        connections: [pinged(900, 1, 2, 3, 4, 5, 6, 7, 8, 50)],
        finding: {
          status: "pass",
          expected: "p90 of the pings ≤ 50 ms, none lost",
          observed: "p90 50 ms of 10 pings",
        },
      },
      {
        title: "fails, as late, when too many pings were slow",
        connections: [pinged(900, 1, 2, 3, 4, 5, 6, 7, 8, 50.5)],
        finding: { status: "fail", observed: "p90 50.5 ms of 10 pings", late: true },
      },
      {
        title: "goes by the only ping there is",
        connections: [pinged(51)],
        finding: { status: "fail", observed: "p90 51 ms of 1 pings" },
      },
      {
        title: "fails at a lost ping, however fast the others",
        connections: [pinged(1, 1, null)],
        finding: {
          status: "fail",
          observed: "no echo of ping 3, connection still open",
          brokeAtMs: 20,
          late: true,
        },
      },
      {
        title: "fails, not as late, when the peer's RST took the ping",
        connections: [{ ...pinged(1, null), peerEnd: rst }],
        finding: {
          status: "fail",
          observed: "no echo of ping 2, then RST (ECONNRESET) at 40 ms",
          brokeAtMs: 10,
          late: false,
        },
      },
      {
        title: "is inconclusive when no ping was sent",
        connections: [pinged()],
        finding: { status: "inconclusive", observed: "no ping was sent" },
      },
      {
        title: "is inconclusive when the connection was never made",
        connections: [],
        finding: { status: "inconclusive" },
      },
    ],
  );

  test("fails when the slowest ping is above the limit of the slowest", () => {
    const check = { ...requirement, kind: "latency" as const, percentile: 50, atMost: { ms: 50 } };
    const history = makeHistory({ connections: [pinged(1, 1, 1, 900)] });
    expect(judgeLatency(history, check, { atMostMs: 50, worstMs: 500 })).toMatchObject({
      status: "fail",
      observed: "p50 1 ms, slowest 900 ms of 4 pings",
    });
    expect(judgeLatency(history, check, { atMostMs: 50, worstMs: 1000 }).status).toBe("pass");
  });

  describe("above that of another connection", () => {
    const check = {
      ...requirement,
      kind: "latency" as const,
      percentile: 50,
      atMost: { ms: 20 },
      above: "small",
    };
    const judged = (...connections: readonly ConnectionHistory[]) =>
      judgeLatency(makeHistory({ connections }), check, { atMostMs: 20, worstMs: null });
    const small = { ...pinged(90, 30, 30), name: "small", group: "small" };

    test("passes as long as the difference is within the limit", () => {
      expect(judged(small, pinged(50, 50, 50))).toMatchObject({
        status: "pass",
        expected: "p50 of the pings ≤ 50 ms (30 ms on small), none lost",
      });
    });

    test("fails when the difference is above it", () => {
      expect(judged(small, pinged(51, 51, 51)).status).toBe("fail");
    });

    test("is inconclusive when there is nothing to compare with", () => {
      expect(judged(pinged(1)).status).toBe("inconclusive");
    });
  });

  describe("of which a part was spent waiting for a processor", () => {
    const check = { ...requirement, kind: "latency" as const, percentile: 50, atMost: { ms: 50 } };
    const ping = (latencyMs: number | null, processorWaitMs: number) => ({
      atMs: 0,
      untilMs: latencyMs ?? 2000,
      latencyMs,
      processorWaitMs,
    });

    test.each<{ title: string; pings: readonly Ping[]; status: CheckStatus }>([
      { title: "passes as it is", pings: [ping(50, 50)], status: "pass" },
      { title: "is too slow without it too", pings: [ping(400, 349)], status: "fail" },
      { title: "would do without it", pings: [ping(400, 350)], status: "inconclusive" },
      {
        title: "would do for the percentile",
        pings: [ping(90, 0), ping(90, 40)],
        status: "inconclusive",
      },
      {
        title: "would do but for the slowest",
        pings: [ping(90, 40), ping(600, 0)],
        status: "fail",
      },
      { title: "lost after waiting for half of it", pings: [ping(null, 1000)], status: "fail" },
      {
        title: "lost after waiting for most of it",
        pings: [ping(null, 1001)],
        status: "inconclusive",
      },
    ])("$title: $status", ({ pings, status }) => {
      const history = makeHistory({ connections: [makeConnection("main", { pings })] });
      const finding = judgeLatency(history, check, { atMostMs: 50, worstMs: 500 });
      expect(finding.status).toBe(status);
      expect(finding.observed.includes("waiting for a processor")).toBe(status === "inconclusive");
    });
  });
});

test.each([
  { percentile: 1, count: 100, slowest: 1 },
  { percentile: 50, count: 3, slowest: 2 },
  { percentile: 55, count: 100, slowest: 55 },
  { percentile: 90, count: 10, slowest: 9 },
  { percentile: 99, count: 100, slowest: 99 },
  { percentile: 99, count: 101, slowest: 100 },
  { percentile: 100, count: 100, slowest: 100 },
])("p$percentile of $count pings is the slowest of the fastest $slowest", (row) => {
  const { percentile, count, slowest } = row;
  const pings = Array.from({ length: count }, (_, index) => ({
    atMs: 1,
    untilMs: 2000,
    latencyMs: index + 1,
    processorWaitMs: 0,
  }));
  const history = makeHistory({ connections: [makeConnection("main", { pings })] });
  const check = { ...requirement, kind: "latency", percentile, atMost: { ms: 0 } } as const;
  expect(judgeLatency(history, check, { atMostMs: slowest, worstMs: null })).toMatchObject({
    status: "pass",
    observed: `p${percentile} ${slowest} ms of ${count} pings`,
  });
  expect(judgeLatency(history, check, { atMostMs: slowest - 1, worstMs: null }).status).toBe(
    "fail",
  );
});

test("of any percentile in whole numbers, no fewer pings are that fast, and no more than needed", () => {
  const percentiles = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(percentiles, fc.integer({ min: 1, max: 400 }), (percentile, count) => {
      const pings = Array.from({ length: count }, (_, n) => ({
        atMs: 1,
        untilMs: 2000,
        latencyMs: n + 1,
        processorWaitMs: 0,
      }));
      const history = makeHistory({ connections: [makeConnection("main", { pings })] });
      const check = { ...requirement, kind: "latency", percentile, atMost: { ms: 0 } } as const;
      const [, found] =
        /^p\d+ (\d+) ms/.exec(
          judgeLatency(history, check, { atMostMs: 0, worstMs: null }).observed,
        ) ?? [];
      expect(Number(found) * 100).toBeGreaterThanOrEqual(percentile * count);
      expect((Number(found) - 1) * 100).toBeLessThan(percentile * count);
    }),
  );
});

test("pings that are skipped do not count for the latency", () => {
  const pings = [400, 300, 5, 6].map((latencyMs, index) => ({
    atMs: index,
    untilMs: 500,
    latencyMs,
    processorWaitMs: 0,
  }));
  const history = makeHistory({ connections: [makeConnection("main", { pings })] });
  const check = { ...requirement, kind: "latency", percentile: 100, atMost: { ms: 0 } } as const;
  expect(judgeLatency(history, check, { atMostMs: 50, worstMs: null })).toMatchObject({
    status: "fail",
  });
  expect(
    judgeLatency(history, { ...check, skip: 2 }, { atMostMs: 50, worstMs: null }),
  ).toMatchObject({
    status: "pass",
    observed: "p100 6 ms of 2 pings",
  });
});

describe("connected", () => {
  const madeIn = (...timesMs: readonly (number | null)[]) =>
    timesMs.map((ms, index) =>
      makeConnection(`main#${index + 1}`, {
        connectingAtMs: 1000,
        connectedAtMs: ms === null ? null : 1000 + ms,
      }),
    );

  rows(
    (history) => {
      const within = { ms: 0 };
      return judgeConnected(history, { ...requirement, kind: "connected", atLeast: 2, within }, 50);
    },
    [
      {
        title: "passes when enough were made in time, however late the others",
        connections: madeIn(1, 50, 51, null),
        finding: { status: "pass", observed: "2 of 4 connections made in time" },
      },
      {
        title: "fails, as late, when too many were late",
        connections: madeIn(1, 51, 51),
        finding: { status: "fail", observed: "1 of 3 connections made in time", late: true },
      },
      {
        title: "fails when too many were never made",
        connections: madeIn(null, 1, null),
        finding: { status: "fail", observed: "1 of 3 connections made in time" },
      },
      {
        title: "is inconclusive when the play ended before any was tried",
        connections: [],
        finding: { status: "inconclusive", observed: "0 of 0 connections made in time" },
      },
    ],
  );
});

describe("refused", () => {
  rows(
    (history) =>
      judgeRefused(history, { ...requirement, kind: "refused", within: { ms: 1000 } }, 1000),
    [
      {
        title: "passes when nobody listened",
        connections: [makeConnection("main", { localPort: null, connectError: "ECONNREFUSED" })],
        finding: { status: "pass", observed: "ECONNREFUSED" },
      },
      {
        title: "passes when the connection was reset at once",
        connections: [makeConnection("main", { peerEnd: rst })],
        finding: { status: "pass", observed: "then RST (ECONNRESET) at 40 ms" },
      },
      {
        title: "fails when it was accepted and kept",
        connections: [makeConnection("main", { connectingAtMs: 30 })],
        finding: { status: "fail", observed: "accepted and kept", brokeAtMs: 30 },
      },
      {
        title: "passes when the connection was closed before anything came back",
        connections: [makeConnection("main", { peerEnd: fin })],
        finding: { status: "pass", observed: "then FIN at 40 ms" },
      },
      {
        title: "fails when something came back before the end",
        connections: [
          makeConnection("main", {
            connectingAtMs: 30,
            sent: hello,
            received: hello,
            peerEnd: rst,
          }),
        ],
        finding: { status: "fail", brokeAtMs: 30 },
      },
      {
        title: "fails when something came back on one of two",
        connections: [
          makeConnection("main#1", { peerEnd: rst }),
          makeConnection("main#2", { received: "00", peerEnd: fin }),
        ],
        finding: { status: "fail" },
      },
      {
        title: "fails when one of two was kept",
        connections: [makeConnection("main#1", { peerEnd: rst }), makeConnection("main#2")],
        finding: { status: "fail" },
      },
      {
        title: "fails when it was neither accepted nor refused",
        connections: [makeConnection("main", { localPort: null })],
        finding: { status: "fail", observed: "never answered" },
      },
      {
        title: "is inconclusive when the connection was never made",
        connections: [],
        finding: { status: "inconclusive", observed: "not tried" },
      },
    ],
  );
});

describe("nothing beyond", () => {
  rows(judgeNothingBeyond, [
    {
      title: "passes when every byte was owed when it came",
      connections: [makeConnection("main", { sent: hello, received: hello })],
      finding: { status: "pass", observed: "none" },
    },
    {
      title: "passes when there was no connection at all",
      connections: [],
      finding: { status: "pass" },
    },
    {
      title: "fails at the first connection on which a byte was not owed",
      connections: [
        makeConnection("main", { sent: hello, received: hello }),
        makeConnection("other", { received: hello, unsolicitedBytes: 9 }),
      ],
      finding: { status: "fail", observed: "9 bytes on other that were not owed" },
    },
    {
      title: "does not take bytes that nobody sent for a plain echo",
      connections: [
        makeConnection("main", { sent: "0000", received: "0001", unsolicitedBytes: 2 }),
      ],
      finding: { status: "fail", observed: "2 bytes on main that were not owed" },
    },
  ]);

  test.each([
    { situation: "half a header", sent: "0000" },
    { situation: "half a message", sent: "0000000470" },
    { situation: "a length above the cap", sent: "ffffffff70696e67" },
  ])("names the option for a plain echo that returns $situation", ({ sent }) => {
    const bytes = sent.length / 2;
    const main = makeConnection("main", { sent, received: sent, unsolicitedBytes: bytes });
    const history = makeHistory({ connections: [main] });
    expect(judgeNothingBeyond(history).observed).toMatch(
      /were not owed: what was sent came back.*--protocol stream/,
    );
    const observed = judgeNothingBeyond({ ...history, protocol: "stream" }).observed;
    expect(observed).not.toContain("--protocol");
  });

  test("says that there were more when the driver stopped counting", () => {
    const flooded = makeConnection("main", { unsolicitedBytes: 2_000_000 });
    const received = { ...flooded.received, cutShort: true };
    const history = makeHistory({ connections: [{ ...flooded, received }] });
    expect(judgeNothingBeyond(history).observed).toBe(
      "at least 2000000 bytes on main that were not owed",
    );
  });

  test("broke when the first bytes of that connection arrived", () => {
    const history = makeHistory({
      connections: [makeConnection("main", { received: hello, unsolicitedBytes: 9 })],
      events: [
        { atMs: 5, event: "received", connection: "other", bytes: 9 },
        { atMs: 7, event: "connected", connection: "main" },
        { atMs: 8, event: "received", connection: "main", bytes: 9 },
      ],
    });
    expect(judgeNothingBeyond(history)).toMatchObject({ status: "fail", brokeAtMs: 8 });
  });
});

describe("an answer that a server may leave out", () => {
  const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");
  const lengthAndChunks = hex(
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  );

  test.each<{ title: string; received: string; status: CheckStatus; observed: string }>([
    { title: "is left out", received: "", status: "pass", observed: "0 B echoed unchanged" },
    {
      title: "is given",
      received: "begun\n200\nabc\0\0\0\0\0\0\0\x03",
      status: "pass",
      observed: "21 B echoed unchanged",
    },
    {
      title: "is another",
      received: "begun\n200\n3\r\0\0\0\0\0\0\0\x02",
      status: "fail",
      observed: "differs from byte 10 on",
    },
  ])("$title", ({ received, status, observed }) => {
    const connection = makeConnection("main", { sent: lengthAndChunks, received: hex(received) });
    const history = makeHistory({ protocol: "http", connections: [connection] });
    expect(judgeEcho(history, { ...requirement, kind: "echo" })).toMatchObject({
      status,
      expected: "0 B or 21 B echoed unchanged",
      observed,
    });
  });
});
