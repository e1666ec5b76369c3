import { describe, expect, test } from "vitest";
import {
  type Direction,
  hasLoss,
  isImpaired,
  jitterMs,
  mayLoseSegments,
  type Network,
  roundTripMs,
  transmissionMs,
} from "./network.ts";

function networkOf(up: Direction, down: Direction = { delayMs: 0 }): Network {
  return { name: "mine", title: "Mine", source: "me", up, down };
}

test("a round trip is both ways, and so is its jitter", () => {
  const network = networkOf({ delayMs: 10, jitterMs: 2 }, { delayMs: 25, jitterMs: 3 });
  expect(roundTripMs(network)).toBe(35);
  expect(jitterMs(network)).toBe(5);
});

test.each<[number, number | undefined, number]>([
  [1500, 12_000, 1],
  [125, 1, 1000],
  [0, 1000, 0],
  [1500, undefined, 0],
])("%d bytes at %s kbit/s take %d ms", (bytes, rateKbit, ms) => {
  const direction = { delayMs: 50, ...(rateKbit !== undefined && { rateKbit }) };
  expect(transmissionMs(bytes, direction)).toBe(ms);
});

describe("a direction", () => {
  test.each<[string, Direction, { impaired: boolean; loss: boolean; mayLose: boolean }]>([
    ["of nothing", { delayMs: 0 }, { impaired: false, loss: false, mayLose: false }],
    ["of zeros", zeros(), { impaired: false, loss: false, mayLose: false }],
    ["of delay", { delayMs: 1 }, { impaired: true, loss: false, mayLose: false }],
    ["of rate", { delayMs: 0, rateKbit: 1 }, { impaired: true, loss: false, mayLose: false }],
    [
      "of duplication",
      { delayMs: 0, duplicatePercent: 1 },
      { impaired: true, loss: false, mayLose: false },
    ],
    [
      "of corruption",
      { delayMs: 0, corruptPercent: 1 },
      { impaired: true, loss: false, mayLose: true },
    ],
    [
      "of a bounded queue",
      { delayMs: 0, rateKbit: 1, queueMs: 1 },
      { impaired: true, loss: false, mayLose: true },
    ],
    [
      "of random loss",
      { delayMs: 0, loss: { percent: 1 } },
      { impaired: true, loss: true, mayLose: true },
    ],
    [
      "of losses in bursts",
      { delayMs: 0, loss: { meanPercent: 1, meanBurst: 3 } },
      { impaired: true, loss: true, mayLose: true },
    ],
  ])("%s makes a network that is %o, on either side", (_, direction, expected) => {
    for (const network of [networkOf(direction), networkOf({ delayMs: 0 }, direction)]) {
      expect({
        impaired: isImpaired(network),
        loss: hasLoss(network),
        mayLose: mayLoseSegments(network),
      }).toEqual(expected);
    }
  });
});

function zeros(): Direction {
  const none = { reorderPercent: 0, duplicatePercent: 0, corruptPercent: 0, jitterMs: 0 };
  return { delayMs: 0, loss: { percent: 0 }, ...none };
}
