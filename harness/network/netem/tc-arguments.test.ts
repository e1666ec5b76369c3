import { expect, test } from "vitest";
import type { Direction } from "../network.ts";
import { tcArguments } from "./tc-arguments.ts";

const root = "qdisc add dev w0 root handle 1: netem limit";
const second = "qdisc add dev w0 parent 1:1 handle 2: netem limit";
const third = "qdisc add dev w0 parent 2:1 handle 3: netem limit";

test.each<[string, Direction, readonly string[]]>([
  ["nothing", { delayMs: 0 }, []],
  ["zeros", { delayMs: 0, loss: { percent: 0 }, corruptPercent: 0 }, []],
  ["a delay", { delayMs: 50 }, [`${root} 100000 delay 50ms`]],
  ["a rate", { delayMs: 17.5, rateKbit: 12_000 }, [`${root} 100000 delay 17.5ms rate 12000kbit`]],
  ["random loss", { delayMs: 0, loss: { percent: 0.2 } }, [`${root} 100000 loss random 0.2%`]],
  [
    "loss and a delay: two stages",
    { delayMs: 150, loss: { percent: 2 } },
    [`${root} 100000 loss random 2%`, `${second} 100000 delay 150ms`],
  ],
  [
    "losses in bursts",
    { delayMs: 0, loss: { meanPercent: 1, meanBurst: 3 } },
    [`${root} 100000 loss gemodel 0.336700337% 33.333333333%`],
  ],
  [
    "corruption and reordering",
    { delayMs: 20, reorderPercent: 5, corruptPercent: 1 },
    [`${root} 100000 corrupt 1%`, `${second} 100000 delay 20ms reorder 5%`],
  ],
  [
    "jitter without a rate: a high one keeps the order",
    { delayMs: 25, jitterMs: 3.5 },
    [`${root} 100000 delay 25ms 3.5ms rate 10000000kbit`],
  ],
  [
    "jitter with a rate",
    { delayMs: 25, jitterMs: 5, rateKbit: 1000 },
    [`${root} 100000 delay 25ms 5ms rate 1000kbit`],
  ],
  [
    "a queue in packets",
    { delayMs: 0, rateKbit: 1000, queuePackets: 9 },
    [`${root} 9 rate 1000kbit`],
  ],
  [
    "a queue in time, of full packets",
    { delayMs: 0, rateKbit: 12_000, queueMs: 100 },
    [`${root} 100 rate 12000kbit`],
  ],
  [
    "a queue of less than a packet holds one",
    { delayMs: 0, rateKbit: 8, queueMs: 1 },
    [`${root} 1 rate 8kbit`],
  ],
  [
    "loss, a queue and jittered delay: three stages",
    { delayMs: 20, jitterMs: 5, rateKbit: 1000, queuePackets: 5, loss: { percent: 10 } },
    [
      `${root} 100000 loss random 10%`,
      `${second} 5 rate 1000kbit`,
      `${third} 100000 delay 20ms 5ms rate 10000000kbit`,
    ],
  ],
  [
    "duplication: one stage for all",
    { delayMs: 5, rateKbit: 8000, loss: { percent: 1 }, duplicatePercent: 5 },
    [`${root} 100000 delay 5ms loss random 1% duplicate 5% rate 8000kbit`],
  ],
])("%s", (_, direction, calls) => {
  expect(tcArguments("w0", direction).map((words) => words.join(" "))).toEqual(calls);
});

test("a small probability has no exponent, which tc would not read", () => {
  const [call = []] = tcArguments("w0", { delayMs: 0, loss: { percent: 0.0000001 } });
  expect(call.at(-1)).toBe("0.0000001%");
});
