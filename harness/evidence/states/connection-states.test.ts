import { describe, expect, test } from "vitest";
import type { SocketSample } from "../evidence.ts";
import { connectionStates } from "./connection-states.ts";

type Seen = readonly [atMs: number, client: string | null, server: string | null];

/** Samples of looks at both hosts; null where a host has no such socket. */
function looks(seen: readonly Seen[], clientPort = 40_000): readonly SocketSample[] {
  return seen.flatMap(([atMs, client, server]) => [
    ...(client === null ? [] : [sample("client", client, atMs, clientPort)]),
    ...(server === null ? [] : [sample("server", server, atMs + 1, clientPort)]),
  ]);
}

function sample(
  host: "client" | "server",
  state: string,
  atMs: number,
  clientPort: number,
): SocketSample {
  return {
    atMs,
    host,
    clientPort,
    state,
    receiveQueueBytes: 0,
    sendQueueBytes: 0,
    congestionWindowSegments: null,
    peerWindowBytes: null,
    roundTripMs: null,
    retransmissionTimeoutMs: null,
    retransmittedSegments: 0,
    ...(state === "TIME-WAIT" ? {} : { bytesAcked: atMs }),
  };
}

function statesOf(...seen: readonly Seen[]) {
  const [states] = connectionStates(looks(seen));
  if (states === undefined) {
    throw new Error("There are no samples.");
  }
  return states;
}

test("successive samples in one state are a run, at each end", () => {
  const { client, server } = statesOf(
    [40, "ESTABLISHED", "ESTABLISHED"],
    [80, "ESTABLISHED", "ESTABLISHED"],
    [120, "FIN-WAIT-2", "CLOSE-WAIT"],
    [160, "TIME-WAIT", null],
  );
  expect(client.runs).toEqual([
    { state: "ESTABLISHED", fromMs: 40, untilMs: 80 },
    { state: "FIN-WAIT-2", fromMs: 120, untilMs: 120 },
    { state: "TIME-WAIT", fromMs: 160, untilMs: 160 },
  ]);
  expect(server.runs).toEqual([
    { state: "ESTABLISHED", fromMs: 41, untilMs: 81 },
    { state: "CLOSE-WAIT", fromMs: 121, untilMs: 121 },
  ]);
});

test("the last TCP_INFO is that of the last sample that has one", () => {
  const { client, server } = statesOf(
    [40, "ESTABLISHED", "ESTABLISHED"],
    [80, "FIN-WAIT-2", "CLOSE-WAIT"],
    [120, "TIME-WAIT", null],
  );
  expect(client.info?.bytesAcked).toBe(80);
  expect(server.info?.bytesAcked).toBe(81);
});

test("connections are told apart by the client's port", () => {
  const samples = [
    ...looks([[40, "ESTABLISHED", "ESTABLISHED"]], 40_001),
    ...looks([[40, "SYN-SENT", null]], 40_002),
  ];
  expect(connectionStates(samples).map(({ clientPort }) => clientPort)).toEqual([40_001, 40_002]);
});

describe("the side that closed first", () => {
  test.each<{
    readonly seen: readonly Seen[];
    readonly first: string | null;
    readonly title: string;
  }>([
    { title: "is in TIME-WAIT", seen: [[40, null, "TIME-WAIT"]], first: "server" },
    { title: "has its peer in CLOSE-WAIT", seen: [[40, null, "CLOSE-WAIT"]], first: "client" },
    { title: "has its peer in LAST-ACK", seen: [[40, "LAST-ACK", null]], first: "server" },
    { title: "waits for the other's FIN", seen: [[40, "FIN-WAIT-2", null]], first: "client" },
    { title: "is both after CLOSING", seen: [[40, "CLOSING", null]], first: "both" },
    {
      title: "is both with a TIME-WAIT at each end",
      seen: [[40, "TIME-WAIT", "TIME-WAIT"]],
      first: "both",
    },
    {
      title: "is not known while neither has",
      seen: [[40, "ESTABLISHED", "ESTABLISHED"]],
      first: null,
    },
  ])("$title", ({ seen, first }) => {
    expect(statesOf(...seen).closedFirst).toBe(first);
  });
});

describe("a half-open connection", () => {
  const both: Seen = [40, "ESTABLISHED", "ESTABLISHED"];

  test("has one end that is ESTABLISHED for several looks without the other", () => {
    const { halfOpen } = statesOf(
      both,
      [80, null, "ESTABLISHED"],
      [120, null, "ESTABLISHED"],
      [160, null, "FIN-WAIT-1"],
    );
    expect(halfOpen).toEqual({ end: "server", fromMs: 81, untilMs: 121 });
  });

  test.each<{ readonly title: string; readonly seen: readonly Seen[] }>([
    {
      title: "a single look, which may have come between two ends",
      seen: [[80, null, "ESTABLISHED"]],
    },
    {
      title: "an end that is closing",
      seen: [
        [80, null, "FIN-WAIT-1"],
        [120, null, "FIN-WAIT-1"],
      ],
    },
    {
      title: "a peer in TIME-WAIT, of which there is one sample",
      seen: [
        [80, "TIME-WAIT", "ESTABLISHED"],
        [120, null, "ESTABLISHED"],
        [160, null, "ESTABLISHED"],
      ],
    },
  ])("is not $title", ({ seen }) => {
    expect(statesOf(both, ...seen).halfOpen).toBeNull();
  });

  test("is not an end whose peer was never seen", () => {
    const seen: readonly Seen[] = [40, 80, 120].map((atMs) => [atMs, "ESTABLISHED", null]);
    expect(statesOf(...seen).halfOpen).toBeNull();
  });

  test("is not looked for among more connections than a look takes", () => {
    const alone: readonly Seen[] = [both, [80, null, "ESTABLISHED"], [120, null, "ESTABLISHED"]];
    const crowd = Array.from({ length: 17 }, (_, index) => looks(alone, 40_000 + index)).flat();
    expect(connectionStates(crowd).filter(({ halfOpen }) => halfOpen !== null)).toEqual([]);
    expect(connectionStates(looks(alone))[0]?.halfOpen).not.toBeNull();
  });
});

describe("CLOSE-WAIT", () => {
  test("stays if the end is last seen in it, more than once", () => {
    const { closeWait } = statesOf(
      [40, "FIN-WAIT-2", "CLOSE-WAIT"],
      [80, "FIN-WAIT-2", "CLOSE-WAIT"],
    );
    expect(closeWait).toEqual({
      end: "server",
      run: { state: "CLOSE-WAIT", fromMs: 41, untilMs: 81 },
    });
  });

  test("does not stay if the end closes at last", () => {
    const { closeWait } = statesOf(
      [40, "FIN-WAIT-2", "CLOSE-WAIT"],
      [80, "FIN-WAIT-2", "CLOSE-WAIT"],
      [120, "FIN-WAIT-2", "LAST-ACK"],
    );
    expect(closeWait).toBeNull();
  });

  test("does not stay for one sample", () => {
    expect(statesOf([40, "FIN-WAIT-2", "CLOSE-WAIT"]).closeWait).toBeNull();
  });
});
