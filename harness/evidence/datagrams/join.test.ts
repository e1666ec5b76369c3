import { describe, expect, test } from "vitest";
import { readCapture } from "../capture/pcap.ts";
import { serverPort, writeCapture } from "../fixtures/capture-builder.ts";
import { type DatagramFrame, datagramFrame } from "../fixtures/datagram-frames.ts";
import { joinDatagrams } from "./join.ts";

/** A frame that takes 1 ms; the times at which it arrives, if it takes another time. */
interface Sent extends Omit<DatagramFrame, "data"> {
  readonly atMs: number;
  readonly data: string | Buffer;
  /** After so many ms; several if the wire doubles it, none if it is lost. Default: 1. */
  readonly arrives?: readonly number[];
}

function join(frames: readonly Sent[], watchedUntilMs = 1e9) {
  const sides: Record<"client" | "server", { atMs: number; frame: Buffer }[]> = {
    client: [],
    server: [],
  };
  for (const { atMs, arrives = [1], data, ...options } of frames) {
    const frame = datagramFrame({ ...options, data: Buffer.from(data) });
    // An error comes from the other host.
    const isByClient = (options.from === "client") !== (options.unreachable === true);
    const [near, far] = isByClient
      ? (["client", "server"] as const)
      : (["server", "client"] as const);
    sides[near].push({ atMs, frame });
    sides[far].push(...arrives.map((ms) => ({ atMs: atMs + ms, frame })));
  }
  const capture = (side: "client" | "server") =>
    readCapture(writeCapture(sides[side].toSorted((a, b) => a.atMs - b.atMs)));
  return joinDatagrams(
    { client: capture("client"), server: capture("server") },
    {
      serverPort,
      clockOffsetMs: 0,
      watchedUntilMs,
      packetsBeforeGap: { client: null, server: null },
    },
  );
}

/** @returns what crossed for the one socket that there is. */
function joinOne(frames: readonly Sent[], watchedUntilMs?: number) {
  const sockets = join(frames, watchedUntilMs);
  expect(sockets.map(({ clientPort }) => clientPort)).toEqual([40_000]);
  return sockets[0]?.crossings ?? [];
}

describe.each([{ ipv6: false }, { ipv6: true }])(
  "datagrams of both sides, IPv6 $ipv6",
  ({ ipv6 }) => {
    test("are paired, with times and ends", () => {
      const crossings = joinOne([
        { atMs: 1, from: "client", data: "request", ipv6 },
        { atMs: 4, from: "server", data: "request", ipv6, arrives: [2] },
      ]);
      expect(crossings).toMatchObject([
        { direction: "toServer", sentAtMs: 1, arrivedAtMs: 2, fate: "arrived", payloadBytes: 7 },
        { direction: "toClient", sentAtMs: 4, arrivedAtMs: 6, fate: "arrived", payloadBytes: 7 },
      ]);
      expect(crossings[0]?.destination).toBe(ipv6 ? "[2001:2:0:1::2]:7000" : "198.18.1.2:7000");
      expect(crossings[1]?.source).toBe(crossings[0]?.destination);
    });

    test("that were split are one, and lost if a fragment is", () => {
      const data = Buffer.alloc(3000, 7);
      const parts = (id: number, lost: boolean): readonly Sent[] => [
        { atMs: id, from: "client", data, ipv6, fragment: { id, from: 0, to: 1480 } },
        {
          atMs: id + 0.5,
          from: "client",
          data,
          ipv6,
          fragment: { id, from: 1480, to: 3008 },
          arrives: lost ? [] : [3],
        },
      ];
      expect(joinOne([...parts(10, false), ...parts(20, true)])).toMatchObject([
        { sentAtMs: 10, arrivedAtMs: 13.5, fate: "arrived", payloadBytes: 3000, fragments: 2 },
        { sentAtMs: 20, arrivedAtMs: null, fate: "lost", fragments: 2, fragmentsLost: 1 },
      ]);
    });

    test("for a closed port bring an error back", () => {
      const crossings = joinOne([
        { atMs: 1, from: "client", data: "request", ipv6 },
        { atMs: 2, from: "server", data: "request", ipv6 },
        { atMs: 4, from: "server", data: "request", ipv6, unreachable: true },
      ]);
      expect(crossings.map(({ direction, icmp }) => [direction, icmp])).toEqual([
        ["toServer", null],
        ["toClient", null],
        ["toServer", "port unreachable"],
      ]);
    });
  },
);

describe("what became of a datagram", () => {
  test("that did not leave the wire: lost", () => {
    expect(joinOne([{ atMs: 1, from: "client", data: "one", arrives: [] }])).toMatchObject([
      { fate: "lost", fragmentsLost: 1 },
    ]);
  });

  test("that was on its way when the captures ended: not known", () => {
    const sent: Sent = { atMs: 5, from: "client", data: "one", arrives: [] };
    expect(joinOne([sent], 5)).toMatchObject([{ fate: "unseen" }]);
  });

  test("that left the wire twice: the second is a copy", () => {
    const crossings = joinOne([{ atMs: 1, from: "client", data: "one", arrives: [1, 2] }]);
    expect(crossings.map(({ marks }) => marks)).toEqual([[], ["duplicated"]]);
  });

  test("that a later one overtook", () => {
    const crossings = joinOne([
      { atMs: 1, from: "client", data: "one", arrives: [20] },
      { atMs: 2, from: "client", data: "two" },
    ]);
    expect(crossings.map(({ marks }) => marks)).toEqual([["out-of-order"], []]);
  });
});

describe("whose a datagram is", () => {
  test("an answer from another port belongs to the socket that asked", () => {
    const crossings = joinOne([
      { atMs: 1, from: "client", data: "one" },
      { atMs: 3, from: "server", data: "one", serverPort: 5353 },
    ]);
    expect(crossings.map(({ direction, source }) => [direction, source])).toEqual([
      ["toServer", "198.18.0.2:40000"],
      ["toClient", "198.18.1.2:5353"],
    ]);
  });

  test("a client with the server's port is told from it by its address", () => {
    const sockets = join([
      { atMs: 1, from: "client", data: "one", clientPort: serverPort },
      { atMs: 3, from: "server", data: "one", clientPort: serverPort },
      { atMs: 5, from: "client", data: "probe" },
    ]);
    const twin = sockets.find(({ clientPort }) => clientPort === serverPort);
    expect(twin?.crossings.map(({ direction }) => direction)).toEqual(["toServer", "toClient"]);
  });

  test("what is between other ports is left out", () => {
    expect(join([{ atMs: 1, from: "client", data: "one", serverPort: 53 }])).toEqual([]);
  });
});
