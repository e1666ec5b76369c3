import { describe, expect, test } from "vitest";
import type { Direction } from "../network.ts";
import { InvalidNetworkError } from "../parse.ts";
import { inlineNetwork } from "./inline.ts";

describe("words for both directions", () => {
  test.each<[string, string, Direction]>([
    ["delay=50ms", "delay-50ms", { delayMs: 50 }],
    ["delay=0.05s", "delay-50ms", { delayMs: 50 }],
    ["delay=200us", "delay-0.2ms", { delayMs: 0.2 }],
    ["rtt=300ms", "delay-150ms", { delayMs: 150 }],
    ["delay=50ms loss=1%", "delay-50ms-loss-1", { delayMs: 50, loss: { percent: 1 } }],
    ["loss=0.5%", "loss-0.5", { delayMs: 0, loss: { percent: 0.5 } }],
    ["loss=0%", "clean", { delayMs: 0 }],
    ["burst=3 loss=1%", "loss-1-burst-3", { delayMs: 0, loss: { meanPercent: 1, meanBurst: 3 } }],
    ["rate=20mbit", "rate-20000kbit", { delayMs: 0, rateKbit: 20_000 }],
    [
      "rate=1gbit queue=50p",
      "rate-1000000kbit-queue-50p",
      { delayMs: 0, rateKbit: 1_000_000, queuePackets: 50 },
    ],
    [
      "queue=100ms rate=256kbit",
      "rate-256kbit-queue-100ms",
      { delayMs: 0, rateKbit: 256, queueMs: 100 },
    ],
    [
      "  corrupt=1%  duplicate=2%\nreorder=3% jitter=5ms delay=5ms ",
      "delay-5ms-jitter-5ms-reorder-3-duplicate-2-corrupt-1",
      { delayMs: 5, jitterMs: 5, reorderPercent: 3, duplicatePercent: 2, corruptPercent: 1 },
    ],
  ])('"%s" is %s', (text, name, direction) => {
    const network = inlineNetwork(text);
    expect(network.name).toBe(name);
    expect(network.up).toEqual(direction);
    expect(network.down).toEqual(direction);
  });
});

test("an MTU is that of the link", () => {
  const { name, mtuBytes, up, down } = inlineNetwork("mtu=1280 delay=5ms");
  expect({ name, mtuBytes }).toEqual({ name: "delay-5ms-mtu-1280", mtuBytes: 1280 });
  expect([up, down]).toEqual([{ delayMs: 5 }, { delayMs: 5 }]);
});

describe("words for one direction", () => {
  test.each<[string, string, { up: Direction; down: Direction }]>([
    [
      "up.rate=256kbit delay=10ms",
      "delay-10ms-up-rate-256kbit",
      { up: { delayMs: 10, rateKbit: 256 }, down: { delayMs: 10 } },
    ],
    [
      "up.rate=256kbit rate=5mbit",
      "up-rate-256kbit-down-rate-5000kbit",
      { up: { delayMs: 0, rateKbit: 256 }, down: { delayMs: 0, rateKbit: 5000 } },
    ],
    [
      "rate=1mbit queue=100ms up.queue=9p",
      "rate-1000kbit-up-queue-9p-down-queue-100ms",
      {
        up: { delayMs: 0, rateKbit: 1000, queuePackets: 9 },
        down: { delayMs: 0, rateKbit: 1000, queueMs: 100 },
      },
    ],
    [
      "down.loss=1% burst=2",
      "down-loss-1-down-burst-2",
      { up: { delayMs: 0 }, down: { delayMs: 0, loss: { meanPercent: 1, meanBurst: 2 } } },
    ],
    ["up.delay=0ms down.delay=0ms", "clean", { up: { delayMs: 0 }, down: { delayMs: 0 } }],
  ])('"%s" is %s', (text, name, { up, down }) => {
    const network = inlineNetwork(text);
    expect(network.name).toBe(name);
    expect(network.up).toEqual(up);
    expect(network.down).toEqual(down);
  });
});

describe("what is wrong is reported with what was expected", () => {
  test.each<[string, string]>([
    ["dealy=50ms", 'found "dealy"; did you mean "delay"?'],
    ["", "expected a word such as delay=50ms (delay, rtt, jitter"],
    ["delay", 'delay: expected a time such as 50ms, 1.5s or 200us, found ""'],
    ["delay=50", 'delay=50: expected a time such as 50ms, 1.5s or 200us, found "50"'],
    ["delay=-5ms", 'found "-5ms"'],
    ["rate=5M", 'rate=5M: expected a rate such as 256kbit, 20mbit or 1gbit, found "5M"'],
    ["loss=1", 'loss=1: expected a percentage such as 1% or 0.5%, found "1"'],
    ["loss=20% 25%", 'expected a word before the percentage "25%": correlation is refused'],
    ["loss=20%,25%", 'expected one percentage, found "20%,25%": correlation is refused'],
    ["loss=20%/25%", "correlation is refused"],
    ["loss=1% correlation=25%", "correlation: correlation is refused"],
    ["queue=5", 'queue=5: expected a length such as 100ms or 50p (packets), found "5"'],
    ["queue=5p", "up.queuePackets: expected a rateKbit beside it"],
    ["mtu=1280B", 'mtu=1280B: expected a number of bytes such as 1280, found "1280B"'],
    ["mtu=576", "mtuBytes: expected at least 1280"],
    ["up.mtu=1280", "expected mtu for both ways, found up.mtu"],
    ["burst=3", "expected a loss beside burst"],
    ["up.loss=1% down.burst=3", "expected a loss beside down.burst"],
    ["loss=60% burst=1", "up.loss.meanPercent: expected at most 50 with a meanBurst of 1"],
    ["delay=1ms delay=2ms", "expected each word once, found delay twice"],
    [
      "rtt=1ms delay=2ms",
      "expected either rtt (both ways together) or delay (one way), found both",
    ],
    ["up.rtt=1ms", "expected rtt for both ways, found up.rtt"],
    ["jitter=5ms", "up.jitterMs: expected at most the delayMs of 0, found 5"],
    ["left.delay=5ms", 'found "left.delay"'],
    ["toString=5ms", 'found "toString"'],
  ])('in "%s": %s', (text, message) => {
    expect(() => inlineNetwork(text)).toThrow(InvalidNetworkError);
    expect(() => inlineNetwork(text)).toThrow(message);
  });

  test("every word that is wrong is reported", () => {
    expect(() => inlineNetwork("delay=5 loss=x")).toThrow(/delay=5: .*\n {2}loss=x: /);
  });
});
