import { describe, expect, test } from "vitest";
import type { DatagramSocketHistory } from "../../history/datagram-history.ts";
import { makeReply, makeSocket } from "../../history/fixtures/datagram-builder.ts";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import type { History } from "../../history/history.ts";
import type { Finding } from "../verdict.ts";
import {
  judgeAnswered,
  judgeAnswersFrom,
  judgeNoDatagramBeyond,
  judgeRepliesAtMost,
  judgeWholeReplies,
} from "./datagrams.ts";

const requirement = {
  id: "checked",
  level: "MUST",
  statement: "It holds.",
  source: "RFC 862",
  on: "main",
} as const;

function historyOf(
  sockets: readonly DatagramSocketHistory[],
  facts: Partial<History> = {},
): History {
  return makeHistory({ protocol: "datagram", datagramSockets: [...sockets], ...facts });
}

const quiet = { entered: 10, left: 10, lost: 0 };

function linkThat(facts: { readonly lost?: number; readonly duplicated?: number }) {
  const { lost = 0, duplicated = 0 } = facts;
  return {
    linkTraffic: {
      toServer: { entered: 10, left: 10 - lost + duplicated, lost },
      toClient: quiet,
    },
  } satisfies Partial<History>;
}

const discarded = (count: number) => ({
  counters: { client: {}, server: { "Udp.InErrors": count, "Udp.RcvbufErrors": count } },
});

/** A situation, and what is to be found in it; findings match in part. */
interface Row {
  readonly title: string;
  readonly sockets: readonly DatagramSocketHistory[];
  readonly facts?: Partial<History>;
  readonly finding: Partial<Finding>;
}

const waitOf = (facts: Partial<DatagramSocketHistory["waits"][number]>) => ({
  fromMs: 10,
  toMs: 2010,
  satisfied: false,
  requests: 1,
  answered: 0,
  ...facts,
});

describe("answered", () => {
  test.each<Row>([
    {
      title: "passes when all came back, in any order",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["bb", "aa"] })],
      finding: { status: "pass", observed: "all 2 datagrams answered" },
    },
    {
      title: "takes alike datagrams as often as they came",
      sockets: [makeSocket("main", { sent: ["aa", "aa"], replies: ["aa"] })],
      finding: { status: "fail", late: true },
    },
    {
      title: "fails with the datagram, its size and how often it was sent",
      sockets: [
        makeSocket("main", { sent: { aa: 1, bbbb: 8 }, replies: ["aa"], waits: [waitOf({})] }),
      ],
      facts: linkThat({}),
      finding: {
        status: "fail",
        observed:
          "1 of 2 datagrams answered; none to datagram 2 of main (2 B, sent 8 times) within " +
          "2000 ms; the link lost 0 packets, the hosts discarded 0 datagrams",
        brokeAtMs: 2010,
      },
    },
    {
      title: "needs an answer to every copy that was not lost",
      sockets: [makeSocket("main", { sent: { aa: 3 }, replies: ["aa"] })],
      facts: linkThat({ lost: 1 }),
      finding: { status: "fail" },
    },
    {
      title: "holds nothing against the server that the link lost",
      sockets: [makeSocket("main", { sent: { aa: 3 }, replies: ["aa"] })],
      facts: linkThat({ lost: 2 }),
      finding: { status: "pass" },
    },
    {
      title: "nor what a full receive buffer did not take",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["aa"] })],
      facts: discarded(1),
      finding: { status: "pass" },
    },
    {
      title: "nor over IPv6",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["aa"] })],
      facts: { counters: { client: { "Udp6.InErrors": 1 }, server: {} } },
      finding: { status: "pass" },
    },
    {
      title: "nor what the link damaged, so that no host took it for its own",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["aa"] })],
      facts: {
        linkTraffic: { toServer: { ...quiet, taken: 9 }, toClient: { ...quiet, taken: 10 } },
      },
      finding: { status: "pass" },
    },
    {
      title: "is held against a server where the hosts took more than crossed the wire",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["aa"] })],
      facts: {
        linkTraffic: { toServer: { ...quiet, taken: 12 }, toClient: { ...quiet, taken: 10 } },
      },
      finding: { status: "fail" },
    },
    {
      title: "nor answers to further copies that came when nobody waited any more",
      sockets: [makeSocket("main", { sent: { aa: 3 }, replies: ["aa"] })],
      facts: { counters: { client: { "Udp.NoPorts": 2 }, server: {} } },
      finding: { status: "pass" },
    },
    {
      title: "is held against a server that was asked in time, and answered too late",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["aa"] })],
      facts: { counters: { client: { "Udp.NoPorts": 1 }, server: {} } },
      finding: {
        status: "fail",
        observed: expect.stringContaining("1 datagram came for closed sockets"),
      },
    },
    {
      title: "is inconclusive when everything was lost",
      sockets: [makeSocket("main", { sent: ["aa"] })],
      facts: linkThat({ lost: 1 }),
      finding: { status: "inconclusive" },
    },
    {
      title: "is inconclusive for single losses that nobody counted",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: ["aa"] })],
      facts: { counters: { client: {}, server: null } },
      finding: { status: "inconclusive" },
    },
    {
      title: "is inconclusive when the kernel took none",
      sockets: [makeSocket("main", { sent: { aa: 0 } })],
      finding: { status: "inconclusive" },
    },
    {
      title: "tells ICMP errors",
      sockets: [makeSocket("main", { sent: ["aa"], errors: [{ atMs: 3, errno: "ECONNREFUSED" }] })],
      finding: { status: "fail", observed: expect.stringContaining("ECONNREFUSED on main") },
    },
    {
      title: "is unsupported where the machine does not grant the port",
      sockets: [makeSocket("main", { localPort: null, openError: "EACCES" })],
      finding: { status: "unsupported" },
    },
    {
      title: "is inconclusive when the play ended before",
      sockets: [makeSocket("other")],
      finding: { status: "inconclusive" },
    },
    {
      title: "does not take what another socket got",
      sockets: [
        makeSocket("main#1", { sent: ["aa"] }),
        makeSocket("main#2", { sent: ["bb"], replies: ["bb", "aa"] }),
      ],
      finding: { status: "fail" },
    },
  ])("$title", ({ sockets, facts, finding }) => {
    const found = judgeAnswered(historyOf(sockets, facts), { ...requirement, kind: "answered" });
    expect(found).toMatchObject(finding);
  });

  test.each([
    { answers: 1, status: "pass" },
    { answers: 0, status: "fail" },
  ])("at least one of three passes with $answers as $status", ({ answers, status }) => {
    const replies = ["aa", "bb", "cc"].slice(0, answers);
    const history = historyOf([makeSocket("main", { sent: ["aa", "bb", "cc"], replies })]);
    const check = { ...requirement, kind: "answered", atLeast: 1 } as const;
    expect(judgeAnswered(history, check).status).toBe(status);
  });
});

describe("whole replies", () => {
  const shown = (data: string) => makeReply(data);
  test.each<Row>([
    {
      title: "pass when each equals a request",
      sockets: [makeSocket("main", { sent: ["aabb"], replies: ["aabb"] })],
      finding: { status: "pass" },
    },
    {
      title: "fail when one is cut off",
      sockets: [makeSocket("main", { sent: ["aabbcc"], replies: [shown("aabb")] })],
      finding: {
        status: "fail",
        observed: expect.stringContaining("2 B, the beginning of datagram 1 of 3 B"),
      },
    },
    {
      title: "fail when two are joined",
      sockets: [makeSocket("main", { sent: ["aa", "bb"], replies: [shown("aabb")] })],
      finding: { status: "fail", observed: expect.stringContaining("more than datagram 1 of 1 B") },
    },
    {
      title: "fail when it is another socket's",
      sockets: [
        makeSocket("main#1", { sent: ["aa"], replies: ["aa", "bb"] }),
        makeSocket("main#2", { sent: ["bb"] }),
      ],
      finding: { status: "fail", observed: expect.stringContaining("1 B, which main#2 sent") },
    },
    {
      title: "pass when it came too late for the socket that had the port before",
      sockets: [
        makeSocket("main#1", { sent: ["bb"] }),
        makeSocket("main#2", { sent: ["aa"], replies: ["bb", "aa"], openedAtMs: 5 }),
      ],
      finding: { status: "pass" },
    },
    {
      title: "are unsupported when there are none",
      sockets: [makeSocket("main", { sent: ["aa"] })],
      finding: { status: "unsupported" },
    },
  ])("$title", ({ sockets, finding }) => {
    const ports = sockets.map((socket, index) => {
      const isReused = socket.openedAtMs > 0;
      return { ...socket, localPort: isReused ? 40_000 : 40_000 + index };
    });
    const check = { ...requirement, kind: "wholeReplies" } as const;
    expect(judgeWholeReplies(historyOf(ports), check)).toMatchObject(finding);
  });
});

describe("the source of answers", () => {
  const fromElsewhere = makeReply("aa", { from: "198.18.1.3:9000" });
  const fromNewPort = makeReply("aa", { from: "198.18.1.2:5000" });
  const broadcast = { target: "broadcast", address: "198.19.255.255", port: 9000 } as const;
  test.each<Row>([
    {
      title: "passes where it is the destination of the request",
      sockets: [makeSocket("main", { replies: ["aa"] })],
      finding: { status: "pass", observed: "from 198.18.1.2:9000" },
    },
    {
      title: "fails where it is another address",
      sockets: [makeSocket("main", { replies: [fromElsewhere] })],
      finding: {
        status: "fail",
        observed: "from 198.18.1.3:9000, to a request for 198.18.1.2:9000",
        brokeAtMs: 2,
      },
    },
    {
      title: "may be any own address after a broadcast",
      sockets: [makeSocket("main", { to: broadcast, replies: [fromElsewhere] })],
      finding: { status: "pass" },
    },
    {
      title: "must have the port that was asked even then",
      sockets: [makeSocket("main", { to: broadcast, replies: [fromNewPort] })],
      finding: { status: "fail" },
    },
    {
      title: "is unsupported without an answer",
      sockets: [makeSocket("main")],
      finding: { status: "unsupported" },
    },
  ])("$title", ({ sockets, finding }) => {
    const check = { ...requirement, kind: "answersFrom" } as const;
    expect(judgeAnswersFrom(historyOf(sockets), check)).toMatchObject(finding);
  });
});

test.each([
  { replies: ["aa"], leftOut: 0, status: "pass" },
  { replies: ["aa", "aa"], leftOut: 0, status: "fail" },
  { replies: ["aa"], leftOut: 1, status: "fail" },
])(
  "at most one reply: $replies and $leftOut more are a $status",
  ({ replies, leftOut, status }) => {
    const history = historyOf([makeSocket("main", { replies, repliesLeftOut: leftOut })]);
    const check = { ...requirement, kind: "repliesAtMost", atMost: 1 } as const;
    expect(judgeRepliesAtMost(history, check).status).toBe(status);
  },
);

describe("nothing beyond", () => {
  const twice = makeSocket("main", { sent: ["aa"], replies: ["aa", "aa"] });
  test.each<Row>([
    {
      title: "passes with one reply to each copy",
      sockets: [makeSocket("main", { sent: { aa: 2 }, replies: ["aa", "aa"] })],
      finding: { status: "pass", observed: "none" },
    },
    {
      title: "fails with a second reply",
      sockets: [twice],
      finding: {
        status: "fail",
        observed: "1 reply more than datagrams were sent, first to main",
      },
    },
    {
      title: "passes where the link made the second one",
      sockets: [twice],
      facts: linkThat({ duplicated: 1 }),
      finding: { status: "pass" },
    },
    {
      title: "does not mistake what was lost for what was duplicated",
      sockets: [twice],
      facts: linkThat({ lost: 3 }),
      finding: { status: "fail" },
    },
    {
      title: "passes for the answers to what the socket sent back",
      sockets: [makeSocket("main", { sent: ["aa"], replies: ["aa", "aa"], reflected: 1 })],
      finding: { status: "pass" },
    },
    {
      title: "fails with a datagram that nobody sent",
      sockets: [makeSocket("main", { sent: ["aa"], replies: ["aa", "cc"] })],
      finding: { status: "fail", observed: expect.stringContaining("begin like none") },
    },
  ])("$title", ({ sockets, facts, finding }) => {
    expect(judgeNoDatagramBeyond(historyOf(sockets, facts))).toMatchObject(finding);
  });
});
