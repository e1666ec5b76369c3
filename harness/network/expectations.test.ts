import { describe, expect, test } from "vitest";
import {
  bandwidthDelayProductBytes,
  mathisBytesPerSecond,
  retransmissionTimeoutsMs,
} from "./expectations.ts";
import { inlineNetwork } from "./inline/inline.ts";

test.each<[number, number, number, number]>([
  [1460, 100, 0.01, 178_120],
  [1460, 100, 0.0001, 1_781_200],
  [1448, 300, 0.02, 41_638],
  [1460, 100, 0, Number.POSITIVE_INFINITY],
])(
  "MSS %d, %d ms and a loss of %d allow %d bytes/s",
  (mssBytes, roundTripMs, lossFraction, rate) => {
    expect(mathisBytesPerSecond({ mssBytes, roundTripMs, lossFraction })).toBeCloseTo(rate, -1);
  },
);

describe("a product of bandwidth and delay", () => {
  test.each<[string, number]>([
    ["rtt=100ms rate=1mbit", 12_500],
    ["rtt=600ms up.rate=256kbit", 19_200],
    ["rtt=100ms", Number.POSITIVE_INFINITY],
    ["rate=1mbit", 0],
    ["loss=1%", 0],
  ])("of %s is, on the way up, %d bytes", (words, bytes) => {
    const network = inlineNetwork(words);
    expect(bandwidthDelayProductBytes(network, network.up)).toBe(bytes);
  });
});

test.each<[number, number, readonly number[]]>([
  [40, 5, [240, 480, 960, 1920, 3840]],
  [300, 2, [500, 1000]],
  [0, 0, []],
  [0, 12, [200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 102_400, 120_000, 120_000]],
])("on a round trip of %d ms the first %d timeouts are %o", (roundTripMs, count, timeouts) => {
  expect(retransmissionTimeoutsMs(roundTripMs, count)).toEqual(timeouts);
});
