import { describe, expect, test } from "vitest";
import { makeConnection, makeHistory } from "../../history/fixtures/history-builder.ts";
import { makeReading } from "../../history/fixtures/socket-options-builder.ts";
import type { SocketReading, SocketValues } from "../../history/socket-options.ts";
import type { CheckOf, SocketOption } from "../../scenario/check.ts";
import type { Finding } from "../verdict.ts";
import { judgeSocketOptions } from "./socket-options.ts";

const requirement = {
  id: "set",
  level: "SHOULD",
  statement: "It holds.",
  source: "tcp(7)",
  at: "open",
} as const;

function optionCheck(
  option: SocketOption,
  limits: Partial<CheckOf<"socketOption">>,
): CheckOf<"socketOption"> {
  return { ...requirement, kind: "socketOption", of: "connection", option, ...limits };
}

function judgeReading(check: Parameters<typeof judgeSocketOptions>[1], reading: SocketReading) {
  return judgeSocketOptions(makeHistory({ socketOptions: [reading] }), check);
}

describe("an option", () => {
  test.each<{
    readonly title: string;
    readonly check: CheckOf<"socketOption">;
    readonly connection: SocketValues;
    readonly finding: Partial<Finding>;
  }>([
    {
      title: "that is on passes where it is to be on",
      check: optionCheck("TCP_NODELAY", { atLeast: 1 }),
      connection: { TCP_NODELAY: 1 },
      finding: {
        status: "pass",
        expected: "TCP_NODELAY on on accepted connections",
        observed: "TCP_NODELAY on",
      },
    },
    {
      title: "that is off fails there, at the moment of the look",
      check: optionCheck("TCP_NODELAY", { atLeast: 1 }),
      connection: {},
      finding: { status: "fail", observed: "TCP_NODELAY off", brokeAtMs: 100 },
    },
    {
      title: "that is on fails where it is to be off",
      check: optionCheck("SO_KEEPALIVE", { atMost: 0 }),
      connection: { SO_KEEPALIVE: 1 },
      finding: { status: "fail", expected: "SO_KEEPALIVE off on accepted connections" },
    },
    {
      title: "at exactly the limit passes",
      check: optionCheck("TCP_KEEPIDLE", { atMost: 60 }),
      connection: { TCP_KEEPIDLE: 60 },
      finding: { status: "pass", observed: "TCP_KEEPIDLE 60 s" },
    },
    {
      title: "beyond the limit fails",
      check: optionCheck("TCP_KEEPIDLE", { atMost: 60 }),
      connection: { TCP_KEEPIDLE: 61 },
      finding: { status: "fail", observed: "TCP_KEEPIDLE 61 s" },
    },
    {
      title: "of a value that it must not have fails",
      check: optionCheck("SO_LINGER", { not: 0 }),
      connection: { SO_LINGER: 0 },
      finding: {
        status: "fail",
        expected: "SO_LINGER not 0 s on accepted connections",
        observed: "SO_LINGER 0 s",
      },
    },
    {
      title: "that is off has another value",
      check: optionCheck("SO_LINGER", { not: 0 }),
      connection: {},
      finding: { status: "pass", observed: "SO_LINGER off" },
    },
    {
      title: "that the kernel does not know on the socket fails",
      check: optionCheck("IPV6_V6ONLY", { atMost: 0 }),
      connection: {},
      finding: { status: "fail", observed: "IPV6_V6ONLY is not known on it" },
    },
  ])("$title", ({ check, connection, finding }) => {
    expect(judgeReading(check, makeReading({ connection }))).toMatchObject(finding);
  });

  test("of the listener is not that of its connections", () => {
    const reading = makeReading({ listener: { SO_REUSEADDR: 1 }, connection: {} });
    const check = optionCheck("SO_REUSEADDR", { atLeast: 1, of: "listener" });
    expect(judgeReading(check, reading).status).toBe("pass");
    expect(judgeReading({ ...check, of: "connection" }, reading).status).toBe("fail");
  });

  test("fails where one of several sockets lacks it", () => {
    const [listener, connection] = makeReading({ connection: { TCP_NODELAY: 1 } }).sockets;
    const [, other] = makeReading().sockets;
    const sockets = [listener, connection, other].filter((socket) => socket !== undefined);
    const check = optionCheck("TCP_NODELAY", { atLeast: 1 });
    expect(judgeReading(check, makeReading({}, { sockets })).status).toBe("fail");
  });
});

describe("a keep-alive of 6 s", () => {
  const check = { ...requirement, kind: "keepAliveSet" } as const;
  const history = makeHistory();
  const judgeTimes = (connection: SocketValues) =>
    judgeSocketOptions(
      {
        ...history,
        context: { ...history.context, keepAliveMs: 6000 },
        socketOptions: [makeReading({ connection })],
      },
      check,
    );

  test.each<{ readonly title: string; readonly set: SocketValues; readonly status: string }>([
    {
      title: "passes with times that add up to it",
      set: { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 2, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 4 },
      status: "pass",
    },
    {
      title: "fails with one probe more",
      set: { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 2, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 5 },
      status: "fail",
    },
    { title: "fails with the system's times", set: { SO_KEEPALIVE: 1 }, status: "fail" },
    {
      title: "fails where it is off, whatever its times",
      set: { TCP_KEEPIDLE: 2, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 4 },
      status: "fail",
    },
  ])("$title", ({ set, status }) => {
    expect(judgeTimes(set).status).toBe(status);
  });
});

describe("a backlog", () => {
  const check = { ...requirement, kind: "backlogSet" } as const;
  const judgeBacklog = (declared: number, backlogLimit: number | null) => {
    const history = makeHistory({ socketOptions: [makeReading({}, { backlogLimit })] });
    return judgeSocketOptions(
      { ...history, context: { ...history.context, backlog: declared } },
      check,
    );
  };

  test.each([
    { declared: 511, limit: 4096, status: "pass", expected: "a backlog of at least 511" },
    { declared: 512, limit: 4096, status: "fail", expected: "a backlog of at least 512" },
    {
      declared: 1024,
      limit: 511,
      status: "pass",
      expected: "a backlog of at least 511, as many of 1024 as the kernel grants",
    },
    { declared: 1024, limit: null, status: "fail", expected: "a backlog of at least 1024" },
  ])("of 511, where $declared is declared and the kernel grants $limit: $status", (row) => {
    const { status, expected } = row;
    expect(judgeBacklog(row.declared, row.limit)).toMatchObject({
      status,
      expected,
      observed: "a backlog of 511",
    });
  });
});

describe("what was not read decides nothing", () => {
  const check = optionCheck("TCP_NODELAY", { atLeast: 1 });
  const none = makeReading({ connection: null });
  const probe = makeConnection("probe", { connectedAtMs: 900 });

  test("because it may not be", () => {
    const reading = makeReading(
      {},
      { failure: "pidfd_getfd: Operation not permitted", sockets: [] },
    );
    expect(judgeReading(check, reading)).toMatchObject({
      status: "unsupported",
      observed: "not readable here: pidfd_getfd: Operation not permitted",
    });
  });

  test("because the lab hides the server", () => {
    expect(judgeSocketOptions(makeHistory({ process: null }), check).status).toBe("unsupported");
  });

  test("because the step was not reached", () => {
    expect(judgeSocketOptions(makeHistory(), check)).toMatchObject({
      status: "inconclusive",
      observed: "the options were not read",
    });
  });

  test("because there was no connection", () => {
    expect(judgeReading(check, none)).toMatchObject({
      status: "inconclusive",
      observed: "no connection could be read",
    });
  });

  test("because the server had ended its connection before", () => {
    const peerEnd = { how: "fin", atMs: 90, errno: null } as const;
    const history = makeHistory({
      socketOptions: [none],
      connections: [makeConnection("main", { peerEnd }), probe],
    });
    expect(judgeSocketOptions(history, check)).toMatchObject({
      status: "unsupported",
      observed: "the server had ended the connection before",
    });
  });

  test("but an end that came later is no reason", () => {
    const peerEnd = { how: "fin", atMs: 110, errno: null } as const;
    const history = makeHistory({
      socketOptions: [none],
      connections: [makeConnection("main", { peerEnd }), probe],
    });
    expect(judgeSocketOptions(history, check).status).toBe("inconclusive");
  });
});
