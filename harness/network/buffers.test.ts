import { expect, test } from "vitest";
import { largestBufferBytes } from "./buffers.ts";
import { roundTripMs } from "./network.ts";
import { bundledNetworks } from "./profiles.ts";

const networks = bundledNetworks();

test.each<[string, number]>([
  ["2g", 16_384],
  ["edge", 50_000],
  ["geo", 64_000],
  ["3g", 192_000],
  ["lte", 1_048_576],
  ["4g", 1_048_576],
  ["lossy", 83_276],
  ["bursty", 883_280],
  ["wifi-good", 1_048_576],
  ["clean", 1_048_576],
])("on %s buffers grow to %d bytes", (name, bytes) => {
  const network = networks.find((network) => network.name === name);
  expect(network && largestBufferBytes(network)).toBe(bytes);
});

test("they hold what fills every bundled link in its slower direction", () => {
  for (const network of networks) {
    const slowestKbit = Math.min(network.up.rateKbit ?? 0, network.down.rateKbit ?? 0);
    const fillBytes = (slowestKbit * roundTripMs(network)) / 8;
    expect(largestBufferBytes(network), network.name).toBeGreaterThanOrEqual(fillBytes);
  }
});
