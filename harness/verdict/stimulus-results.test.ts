import { describe, expect, test } from "vitest";
import { makeSocket } from "../history/fixtures/datagram-builder.ts";
import { makeConnection, makeHistory, makeSample } from "../history/fixtures/history-builder.ts";
import type { ConnectionHistory, History, Inspection } from "../history/history.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import { stimulusResult } from "./stimulus-results.ts";
import type { StimulusResult } from "./verdict.ts";

interface Row {
  readonly title: string;
  readonly history: Partial<History>;
  readonly status: StimulusResult["status"];
  readonly observed: string;
}

function rows(condition: Stimulus, cases: readonly Row[]): void {
  test.each(cases)("$title", ({ history, status, observed }) => {
    const { kind, because } = condition;
    expect(stimulusResult(makeHistory(history), condition)).toEqual({
      kind,
      because,
      status,
      observed,
    });
  });
}

function inspected(name: string, ...looks: readonly Partial<Inspection>[]): ConnectionHistory {
  const inspections = looks.map((look) => ({
    atMs: 1,
    dataSegmentsOut: 0,
    minimumRoundTripMs: null,
    bytesAcked: 0,
    bytesReceived: 0,
    bytesRetransmitted: 0,
    ...look,
  }));
  return makeConnection(name, { inspections });
}

const because = "the situation happened";

describe("lost segments", () => {
  const lost = (...segments: readonly number[]) =>
    segments.map((droppedSegments) => ({
      fault: { do: "blackhole" },
      atMs: 1,
      untilMs: 2,
      droppedSegments,
    })) as History["linkFaults"];

  rows({ kind: "dropped", atLeast: 3, because }, [
    {
      title: "hold when one fault lost them",
      history: { linkFaults: lost(3) },
      status: "held",
      observed: "3 segments lost on the link",
    },
    {
      title: "hold when several faults did together",
      history: { linkFaults: lost(1, 0, 2) },
      status: "held",
      observed: "3 segments lost on the link",
    },
    {
      title: "are missed when there were fewer",
      history: { linkFaults: lost(1, 1) },
      status: "missed",
      observed: "2 segments lost on the link",
    },
    {
      title: "are missed when nothing was done to the link",
      history: {},
      status: "missed",
      observed: "0 segments lost on the link",
    },
  ]);
});

describe("segments", () => {
  const segments = (...counts: readonly number[]) =>
    counts.map((dataSegmentsOut, index) => inspected(`main#${index + 1}`, { dataSegmentsOut }));

  rows({ kind: "segments", on: "main", atLeast: 2, atMost: 3, because }, [
    {
      title: "hold at the lower bound",
      history: { connections: segments(2) },
      status: "held",
      observed: "2 data segments on main#1",
    },
    {
      title: "hold at the upper bound",
      history: { connections: segments(3) },
      status: "held",
      observed: "3 data segments on main#1",
    },
    {
      title: "are missed below the lower bound",
      history: { connections: segments(1) },
      status: "missed",
      observed: "1 data segments on main#1",
    },
    {
      title: "are missed above the upper bound",
      history: { connections: segments(4) },
      status: "missed",
      observed: "4 data segments on main#1",
    },
    {
      title: "are counted without the one of the protocol's opening",
      history: {
        protocol: "websocket",
        connections: segments(4).map((connection) => ({
          ...connection,
          sent: [{ atMs: 0, content: [{ opening: true }], seed: 0, bytes: 148, withheldBytes: 0 }],
        })),
      },
      status: "held",
      observed: "3 data segments on main#1",
    },
    {
      title: "are missed when one connection of the group missed them",
      history: { connections: segments(2, 1, 3) },
      status: "missed",
      observed: "1 data segments on main#2",
    },
    {
      title: "are hidden when one connection of the group cannot be looked at",
      history: { connections: [...segments(2), inspected("main#2")] },
      status: "hidden",
      observed: "no TCP_INFO of main#2",
    },
    {
      title: "are missed rather than hidden when both are the case",
      history: { connections: [inspected("main#2"), ...segments(9)] },
      status: "missed",
      observed: "9 data segments on main#1",
    },
    {
      title: "are those that the driver's host sent if a client reset its only connection",
      history: {
        counters: { client: { "Tcp.EstabResets": 1, "TcpExt.TCPOrigDataSent": 2 }, server: null },
        connections: [{ ...inspected("main"), accepted: true }],
      },
      status: "held",
      observed: "2 data segments on main",
    },
    {
      title: "are hidden where nothing was reset, and nobody looked",
      history: {
        counters: { client: { "TcpExt.TCPOrigDataSent": 2 }, server: null },
        connections: [{ ...inspected("main"), accepted: true }],
      },
      status: "hidden",
      observed: "no TCP_INFO of main",
    },
    {
      title: "are those at the last look",
      history: { connections: [inspected("main", { dataSegmentsOut: 9 }, { dataSegmentsOut: 2 })] },
      status: "held",
      observed: "2 data segments on main",
    },
    {
      title: "are missed when the connection was never made",
      history: {},
      status: "missed",
      observed: "no connection main",
    },
  ]);
});

describe("a zero window", () => {
  const advertised = { "TcpExt.TCPToZeroWindowAdv": 2 };

  rows({ kind: "zeroWindow", host: "client", because }, [
    {
      title: "holds when that host advertised one",
      history: { counters: { client: advertised, server: null } },
      status: "held",
      observed: "2 zero windows advertised by the client",
    },
    {
      title: "is missed when only the other host advertised one",
      history: { counters: { client: {}, server: advertised } },
      status: "missed",
      observed: "0 zero windows advertised by the client",
    },
    {
      title: "is hidden where that host's counters cannot be seen",
      history: { counters: { client: null, server: advertised } },
      status: "hidden",
      observed: "TcpExt.TCPToZeroWindowAdv cannot be seen in this lab",
    },
  ]);
});

describe("a zero window of the server", () => {
  rows({ kind: "zeroWindow", host: "server", because }, [
    {
      title: "is looked for in the server's counters",
      history: { counters: { client: null, server: { "TcpExt.TCPToZeroWindowAdv": 1 } } },
      status: "held",
      observed: "1 zero windows advertised by the server",
    },
  ]);
});

describe("resets", () => {
  rows({ kind: "resets", atLeast: 15, because }, [
    {
      title: "hold when the server's kernel saw enough of them",
      history: { counters: { client: null, server: { "Tcp.EstabResets": 15 } } },
      status: "held",
      observed: "15 connections that the server's kernel saw reset",
    },
    {
      title: "are missed when it saw fewer",
      history: { counters: { client: null, server: { "Tcp.EstabResets": 14 } } },
      status: "missed",
      observed: "14 connections that the server's kernel saw reset",
    },
    {
      title: "are missed when only the client's kernel saw them",
      history: { counters: { client: { "Tcp.EstabResets": 20 }, server: {} } },
      status: "missed",
      observed: "0 connections that the server's kernel saw reset",
    },
    {
      title: "are hidden where the server's counters cannot be seen",
      history: { counters: { client: { "Tcp.EstabResets": 20 }, server: null } },
      status: "hidden",
      observed: "Tcp.EstabResets cannot be seen in this lab",
    },
  ]);
});

describe("bytes owed at SHUT_WR", () => {
  const shutDown = (owedAtShutdownBytes: number | null) => ({
    connections: [makeConnection("main", { owedAtShutdownBytes })],
  });

  rows({ kind: "owed", on: "main", atLeast: { maxFrames: 2 }, because }, [
    {
      title: "hold when enough were owed",
      history: shutDown(2048),
      status: "held",
      observed: "2048 B owed when main shut down writing",
    },
    {
      title: "are missed when fewer were",
      history: shutDown(2047),
      status: "missed",
      observed: "2047 B owed when main shut down writing",
    },
    {
      title: "are missed when the driver never shut down writing",
      history: shutDown(null),
      status: "missed",
      observed: "main never shut down writing",
    },
  ]);
});

describe("bytes delivered", () => {
  const delivered = (bytesAcked: number) => ({ connections: [inspected("main", { bytesAcked })] });

  rows({ kind: "delivered", on: "main", atLeast: 512, because }, [
    {
      title: "hold when enough were acknowledged",
      history: delivered(512),
      status: "held",
      observed: "512 B acknowledged on main",
    },
    {
      title: "are missed when fewer were",
      history: delivered(511),
      status: "missed",
      observed: "511 B acknowledged on main",
    },
    {
      title: "are hidden where the socket cannot be looked at",
      history: { connections: [inspected("main")] },
      status: "hidden",
      observed: "no TCP_INFO of main",
    },
  ]);
});

describe("sockets at a sample", () => {
  const sampled = (label: string, closeWait: number) => ({
    samples: [makeSample(label, { sockets: { "CLOSE-WAIT": closeWait, ESTABLISHED: 9 } })],
  });

  rows({ kind: "sockets", state: "CLOSE-WAIT", at: "end", atLeast: 3, because }, [
    {
      title: "hold when enough were in that state",
      history: sampled("end", 3),
      status: "held",
      observed: "3 sockets in CLOSE-WAIT",
    },
    {
      title: "are missed when fewer were",
      history: sampled("end", 2),
      status: "missed",
      observed: "2 sockets in CLOSE-WAIT",
    },
    {
      title: "are missed when the sample was not taken",
      history: sampled("begin", 3),
      status: "missed",
      observed: "the sample was not taken",
    },
    {
      title: "are hidden where they cannot be seen",
      history: { samples: [makeSample("end", { sockets: null })] },
      status: "hidden",
      observed: "this lab does not see the implementation",
    },
  ]);
});

describe("descriptors at a sample", () => {
  rows({ kind: "descriptors", at: "end", atLeast: 60, because }, [
    {
      title: "hold when enough were held",
      history: { samples: [makeSample("end", { descriptors: 60 })] },
      status: "held",
      observed: "60 descriptors",
    },
    {
      title: "are missed when fewer were",
      history: { samples: [makeSample("end", { descriptors: 59 })] },
      status: "missed",
      observed: "59 descriptors",
    },
    {
      title: "are missed when the sample was not taken",
      history: {},
      status: "missed",
      observed: "the sample was not taken",
    },
    {
      title: "are hidden where the processes cannot be seen",
      history: { samples: [{ ...makeSample("end", {}), implementation: null }] },
      status: "hidden",
      observed: "this lab does not see the implementation",
    },
  ]);
});

describe("urgent data", () => {
  const urgentOn = (connection: string): Partial<History> => ({
    connections: [makeConnection("main")],
    events: [{ atMs: 1, event: "urgent-sent", connection }],
  });

  rows({ kind: "urgent", on: "main", because }, [
    {
      title: "holds when it was sent on the connection",
      history: urgentOn("main"),
      status: "held",
      observed: "one urgent byte sent on main",
    },
    {
      title: "is hidden when it was sent on another",
      history: urgentOn("other"),
      status: "hidden",
      observed: "this host has no Perl, which sends it",
    },
  ]);
});

describe("datagrams that were sent", () => {
  const main = makeSocket("main", { sent: { aa: 2, bb: 1 } });
  const refused = makeSocket("main", { localPort: null, openError: "EACCES", sent: [] });
  rows({ kind: "requests", on: "main", atLeast: 3, because }, [
    {
      title: "hold, with each copy",
      history: { datagramSockets: [main] },
      status: "held",
      observed: "3 datagrams sent on main",
    },
    {
      title: "miss when there were fewer",
      history: { datagramSockets: [makeSocket("main", { sent: ["aa"] })] },
      status: "missed",
      observed: "1 datagrams sent on main",
    },
    {
      title: "are hidden where the machine does not grant the port",
      history: { datagramSockets: [refused] },
      status: "hidden",
      observed: "main may not have its port: EACCES",
    },
  ]);
});

describe("replies to sockets that are closed", () => {
  rows({ kind: "unreachable", atLeast: 2, because }, [
    {
      title: "hold when the client's host said so",
      history: { counters: { client: { "Icmp.OutDestUnreachs": 2 }, server: {} } },
      status: "held",
      observed: "2 replies that the client's host called unreachable",
    },
    {
      title: "miss when nobody answered",
      history: { counters: { client: {}, server: {} } },
      status: "missed",
      observed: "0 replies that the client's host called unreachable",
    },
  ]);
});

describe("datagrams that were split", () => {
  rows({ kind: "fragments", host: "client", atLeast: 3, because }, [
    {
      title: "hold with the fragments of either family",
      history: { counters: { client: { "Ip.FragCreates": 2, "Ip6.FragCreates": 1 }, server: {} } },
      status: "held",
      observed: "3 fragments that the client made",
    },
    {
      title: "miss when the other host split some",
      history: { counters: { client: {}, server: { "Ip.FragCreates": 3 } } },
      status: "missed",
      observed: "0 fragments that the client made",
    },
    {
      title: "are hidden where the kernel does not say",
      history: { counters: { client: null, server: null } },
      status: "hidden",
      observed: "Ip.FragCreates and Ip6.FragCreates cannot be seen in this lab",
    },
  ]);
});
