import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCapture } from "../capture/pcap.ts";
import { buildCapture, type FrameOptions, serverPort } from "../fixtures/capture-builder.ts";
import { joinCaptures } from "./join.ts";

const isn = { client: 4_294_967_000, server: 500 };

/** A segment with numbers relative to the SYNs, that takes 1 ms; `null` for lost. */
interface Sent extends Omit<FrameOptions, "atMs" | "from" | "sequence" | "acknowledgement"> {
  readonly atMs: number;
  readonly by: "client" | "server";
  readonly seq: number;
  readonly ack?: number;
  /** After so many ms; several when the wire doubles it; none when it is lost. Default: 1. */
  readonly arrives?: readonly number[];
}

function join(
  segments: readonly Sent[],
  gap: { readonly server: number } | null = null,
  driverListens = false,
) {
  const sides: Record<"client" | "server", FrameOptions[]> = { client: [], server: [] };
  for (const [index, { by, seq, ack, arrives = [1], ...segment }] of segments.entries()) {
    const to = by === "client" ? "server" : "client";
    const frame = {
      ...segment,
      from: by,
      sequence: isn[by] + seq,
      acknowledgement: ack === undefined ? 0 : isn[to] + ack,
      identification: index + 1,
    };
    sides[by].push(frame);
    sides[to].push(...arrives.map((ms) => ({ ...frame, atMs: segment.atMs + ms })));
  }
  const capture = (side: "client" | "server") =>
    readCapture(buildCapture(sides[side].toSorted((a, b) => a.atMs - b.atMs)));
  const [near, far] = driverListens
    ? (["server", "client"] as const)
    : (["client", "server"] as const);
  return joinCaptures(capture(near), capture(far), {
    serverPort,
    clockOffsetMs: 0,
    driverListens,
    packetsBeforeGap: { client: null, server: gap?.server ?? null },
  });
}

const scale = (bits: number) => [3, 3, bits, 0];

const handshake: readonly Sent[] = [
  { atMs: 0, by: "client", seq: 0, flags: "S", options: scale(7) },
  { atMs: 2, by: "server", seq: 0, ack: 1, flags: "SA", options: scale(2) },
  { atMs: 4, by: "client", seq: 1, ack: 1, flags: "A" },
];

function joinOne(segments: readonly Sent[], gap: { readonly server: number } | null = null) {
  const { connections } = join([...handshake, ...segments], gap);
  expect(connections).toHaveLength(1);
  return connections[0]?.crossings.slice(handshake.length) ?? [];
}

test("where the driver listens, directions are those of the hosts, and all else is the same", () => {
  const sent: readonly Sent[] = [
    ...handshake,
    { atMs: 5, by: "client", seq: 1, ack: 1, flags: "PA", payloadBytes: 10, arrives: [] },
    { atMs: 300, by: "client", seq: 1, ack: 1, flags: "PA", payloadBytes: 10 },
    { atMs: 302, by: "server", seq: 1, ack: 11, flags: "A" },
  ];
  const [usual] = join(sent).connections;
  const [listened] = join(sent, null, true).connections;
  expect(listened).toMatchObject({ clientPort: usual?.clientPort, client: usual?.server });
  const turned = { toServer: "toClient", toClient: "toServer" } as const;
  expect(listened?.crossings).toEqual(
    usual?.crossings.map((crossing) => ({ ...crossing, direction: turned[crossing.direction] })),
  );
});

describe("segments of both sides", () => {
  test("are paired, in order of time, with relative numbers across the wrap", () => {
    const data = { by: "client", flags: "PA", payloadBytes: 400 } as const;
    expect(
      joinOne([
        { ...data, atMs: 10, seq: 1, ack: 1 },
        { ...data, atMs: 11, seq: 401, ack: 1 },
        { atMs: 13, by: "server", seq: 1, ack: 801, flags: "A" },
      ]),
    ).toMatchObject([
      { direction: "toServer", sentAtMs: 10, arrivedAtMs: 11, sequence: 1, fate: "arrived" },
      { sequence: 401, acknowledgement: 1, payloadBytes: 400, marks: [] },
      { direction: "toClient", sequence: 1, acknowledgement: 801 },
    ]);
  });

  test("have windows scaled as the SYNs say, which are not scaled themselves", () => {
    const { connections } = join(handshake);
    expect(connections[0]?.crossings.map(({ windowBytes }) => windowBytes)).toEqual([
      500,
      500,
      500 * 2 ** 7,
    ]);
  });

  test("have no window in bytes where the SYNs were not captured", () => {
    const { connections } = join([
      { atMs: 4, by: "client", seq: 700, ack: 1 },
      { atMs: 5, by: "client", seq: 700, ack: 9, window: 0 },
    ]);
    expect(connections[0]?.crossings).toMatchObject([
      { windowBytes: null, sequence: 1 },
      { windowBytes: 0, marks: ["zero-window"] },
    ]);
  });

  test("of a port that is used again are two connections", () => {
    const again = handshake.map((segment) => ({ ...segment, atMs: segment.atMs + 100 }));
    const { connections } = join([
      ...handshake,
      ...again.map((segment) => ({ ...segment, seq: segment.seq + 9999 })),
    ]);
    expect(connections.map(({ crossings }) => crossings.length)).toEqual([3, 3]);
  });

  test("of other ports are counted, and left out", () => {
    const capture = readCapture(buildCapture([{ atMs: 1, from: "client", sequence: 1 }]));
    const options = {
      serverPort: 1,
      clockOffsetMs: 0,
      packetsBeforeGap: { client: null, server: null },
    };
    expect(joinCaptures(capture, capture, options)).toEqual({
      connections: [],
      sockets: [],
      framesSkipped: 2,
    });
  });
});

describe("what became of a segment", () => {
  const data = { by: "client", flags: "A", payloadBytes: 100, ack: 1 } as const;
  const ack = { by: "server", seq: 1, flags: "A" } as const;

  test("lost, and sent again", () => {
    expect(
      joinOne([
        { ...data, atMs: 10, seq: 1, arrives: [] },
        { ...data, atMs: 210, seq: 1 },
      ]),
    ).toMatchObject([
      { fate: "lost", arrivedAtMs: null, marks: [] },
      { fate: "arrived", arrivedAtMs: 211, marks: ["retransmission"] },
    ]);
  });

  test.each([
    ["before it was sent again", 1],
    ["only afterwards", 400],
  ])("sent again though the first arrives, %s", (_, ms) => {
    const [, second] = joinOne([
      { ...data, atMs: 10, seq: 1, arrives: [ms] },
      { ...data, atMs: 210, seq: 1 },
    ]);
    expect(second?.marks).toEqual(["retransmission", "original-arrived"]);
  });

  test("sent again as a part of what was lost in two segments", () => {
    const [, , third] = joinOne([
      { ...data, atMs: 10, seq: 1, arrives: [1] },
      { ...data, atMs: 11, seq: 101, arrives: [] },
      { ...data, atMs: 210, seq: 1, payloadBytes: 200 },
    ]);
    expect(third?.marks).toEqual(["retransmission"]);
  });

  test("doubled by the wire", () => {
    expect(joinOne([{ ...data, atMs: 10, seq: 1, arrives: [1, 3] }])).toMatchObject([
      { arrivedAtMs: 11, marks: [] },
      { arrivedAtMs: 13, marks: ["duplicated"] },
    ]);
  });

  test("overtaken on the wire", () => {
    expect(
      joinOne([
        { ...data, atMs: 10, seq: 1, arrives: [5] },
        { ...data, atMs: 11, seq: 101 },
      ]).map(({ marks }) => marks),
    ).toEqual([["out-of-order"], []]);
  });

  test("acknowledged without having been seen to arrive: the capture has missed it", () => {
    const [first] = joinOne([
      { ...data, atMs: 10, seq: 1, arrives: [] },
      { ...ack, atMs: 12, ack: 101 },
    ]);
    expect(first?.fate).toBe("unseen");
  });

  test("sent while the other capture has its gap: nobody knows", () => {
    const segments: readonly Sent[] = [
      { ...data, atMs: 10, seq: 1 },
      { ...data, atMs: 20, seq: 101, arrives: [] },
      { ...data, atMs: 30, seq: 201 },
      { ...data, atMs: 40, seq: 301, arrives: [] },
    ];
    const fates = (gap: { readonly server: number } | null) =>
      joinOne(segments, gap).map(({ fate }) => fate);
    expect(fates(null)).toEqual(["arrived", "lost", "arrived", "lost"]);
    // Three of the handshake, and the first.
    expect(fates({ server: 4 })).toEqual(["arrived", "unseen", "arrived", "lost"]);
  });
});

test("what was on its way when the captures ended may have arrived", () => {
  const frames = [10, 11, 300].map((atMs, index) => ({
    atMs,
    from: "client" as const,
    sequence: index * 10,
    payloadBytes: 10,
  }));
  const [first, ...others] = frames;
  const client = readCapture(buildCapture(frames));
  const server = readCapture(buildCapture(first === undefined ? [] : [{ ...first, atMs: 40 }]));
  expect(others).toHaveLength(2);
  const joined = joinCaptures(client, server, {
    serverPort,
    clockOffsetMs: 0,
    watchedUntilMs: 310,
    packetsBeforeGap: { client: null, server: null },
  });
  expect(joined.connections[0]?.crossings.map(({ fate }) => fate)).toEqual([
    "arrived",
    "lost",
    "unseen",
  ]);
});

describe("windows and probes", () => {
  const ack = { by: "server", seq: 1, flags: "A" } as const;
  const probe = { by: "client", flags: "A", ack: 1 } as const;
  const data = { by: "client", flags: "A", payloadBytes: 100, ack: 1, atMs: 10, seq: 1 } as const;

  test("a window closes, is probed, and opens", () => {
    const marks = joinOne([
      data,
      { ...ack, atMs: 12, ack: 101, window: 0 },
      { ...probe, atMs: 212, seq: 100 },
      { ...ack, atMs: 214, ack: 101, window: 0 },
      { ...ack, atMs: 300, ack: 101, window: 500 },
      { ...ack, atMs: 310, ack: 101, window: 900 },
    ]).map((crossing) => crossing.marks);
    expect(marks).toEqual([
      [],
      ["zero-window"],
      ["window-probe"],
      ["zero-window"],
      ["window-opened"],
      ["window-update"],
    ]);
  });

  test.each([
    ["without a byte", 0],
    ["with the last byte", 1],
  ])("a keep-alive probe %s is no retransmission", (_, payloadBytes) => {
    const crossings = joinOne([
      data,
      { ...ack, atMs: 12, ack: 101 },
      { ...probe, atMs: 9000, seq: 100, payloadBytes },
    ]);
    expect(crossings.at(-1)?.marks).toEqual(["keep-alive"]);
  });

  test("an acknowledgement that says nothing new is a duplicate", () => {
    const crossings = joinOne([
      data,
      { ...ack, atMs: 12, ack: 101 },
      { ...ack, atMs: 13, ack: 101, arrives: [2] },
    ]);
    expect(crossings.at(-1)?.marks).toEqual(["duplicate-ack"]);
  });
});

describe("real captures", () => {
  function joinReal(name: string) {
    const read = (side: string) =>
      readCapture(readFileSync(new URL(`../fixtures/${name}.${side}.pcap`, import.meta.url)));
    const options = { clockOffsetMs: 0, packetsBeforeGap: { client: null, server: null } };
    const joined = joinCaptures(read("client"), read("server"), { serverPort, ...options });
    return joined.connections.flatMap(({ crossings }) => crossings);
  }

  test("one segment lost on the wire, and sent again after the others were acknowledged", () => {
    const crossings = joinReal("lost-segment");
    expect(crossings).toHaveLength(21);
    const lost = crossings.filter(({ fate }) => fate === "lost");
    const again = crossings.filter(({ marks }) => marks.includes("retransmission"));
    expect(lost).toMatchObject([{ direction: "toServer", sequence: 9, payloadBytes: 1448 }]);
    expect(again).toMatchObject([
      { sequence: 9, payloadBytes: 1448, fate: "arrived", marks: ["retransmission"] },
    ]);
    const selective = crossings.filter(({ sackBlocks }) => sackBlocks.length > 0);
    expect(selective.map(({ sackBlocks }) => sackBlocks[0]?.[0])).toEqual([1457, 1457]);
  });

  test("every segment of a clean wire arrives after it was sent", () => {
    const crossings = joinReal("reset");
    expect(crossings).toHaveLength(44);
    for (const { sentAtMs, arrivedAtMs, fate } of crossings) {
      expect(fate).toBe("arrived");
      expect(arrivedAtMs).toBeGreaterThanOrEqual(sentAtMs ?? Number.POSITIVE_INFINITY);
    }
    expect(crossings.filter(({ flags }) => flags.rst)).toMatchObject([{ sequence: 20_801 }]);
  });
});
