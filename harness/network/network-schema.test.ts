import { expect, test } from "vitest";
import { InvalidNetworkError, parseNetwork } from "./parse.ts";

const valid = { name: "mine", title: "Mine", source: "me, 2026", up: { delayMs: 10 } };

function problemsOf(down: unknown, rest: object = {}): string {
  try {
    parseNetwork({ ...valid, down, ...rest }, "mine.json");
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidNetworkError);
    return (error as Error).message;
  }
}

test.each<[string, unknown]>([
  ["delay alone", { delayMs: 0 }],
  ["jitter up to the delay", { delayMs: 5, jitterMs: 5 }],
  ["a bounded queue before a rate", { delayMs: 0, rateKbit: 1000, queuePackets: 10 }],
  ["random loss", { delayMs: 0, loss: { percent: 1.5 } }],
  ["losses in bursts", { delayMs: 0, loss: { meanPercent: 1, meanBurst: 3 } }],
  ["as much loss as single packets allow", { delayMs: 0, loss: { meanPercent: 50, meanBurst: 1 } }],
])("%s is accepted", (_, down) => {
  expect(problemsOf(down)).toBe("");
});

test.each<[string, unknown, string]>([
  ["no delay", {}, "down.delayMs: Invalid input: expected number, received undefined"],
  ["a negative delay", { delayMs: -1 }, "down.delayMs: Too small: expected number to be >=0"],
  [
    "more jitter than delay",
    { delayMs: 5, jitterMs: 6 },
    "down.jitterMs: expected at most the delayMs of 5, found 6: nothing arrives before it is sent",
  ],
  [
    "reordering without a delay",
    { delayMs: 0, reorderPercent: 1 },
    "down.reorderPercent: expected a delayMs above 0 beside it",
  ],
  [
    "a queue without a rate",
    { delayMs: 0, queueMs: 1 },
    "down.queueMs: expected a rateKbit beside",
  ],
  [
    "two queues",
    { delayMs: 0, rateKbit: 1, queueMs: 1, queuePackets: 1 },
    "down.queueMs: expected either queueMs or queuePackets, found both",
  ],
  [
    "a queue beside duplication",
    { delayMs: 0, rateKbit: 1, queuePackets: 1, duplicatePercent: 1 },
    "down.queuePackets: expected no duplicatePercent beside it",
  ],
  ["loss of everything", { delayMs: 0, loss: { percent: 100 } }, "expected number to be <=99"],
  [
    "bursts that leave no room between them",
    { delayMs: 0, loss: { meanPercent: 70, meanBurst: 2 } },
    "down.loss.meanPercent: expected at most 66.66 with a meanBurst of 2",
  ],
  [
    "correlation of a direction",
    { delayMs: 0, correlation: 25 },
    'down: expected no key "correlation": correlation is refused: it destroys the rate',
  ],
  [
    "correlation of a loss",
    { delayMs: 0, loss: { percent: 20, correlationPercent: 25 } },
    'down.loss: expected no key "correlationPercent": correlation is refused',
  ],
  ["an unknown key", { delayMs: 0, delay: 5 }, 'down: Unrecognized key: "delay"'],
])("%s is refused with its key", (_, down, message) => {
  expect(problemsOf(down)).toContain(message);
});

test.each<[string, object, string]>([
  ["the smallest MTU of IPv6", { mtuBytes: 1280 }, ""],
  ["less", { mtuBytes: 1279 }, "mtuBytes: expected at least 1280, below which IPv6 does not work"],
  ["more than Ethernet's", { mtuBytes: 1501 }, "mtuBytes: Too big"],
])("an MTU of %s", (_, rest, message) => {
  const problems = problemsOf({ delayMs: 0 }, rest);
  expect(problems).toContain(message);
  expect(problems === "").toBe(message === "");
});

test("the file is named, and every problem is reported", () => {
  const message = problemsOf({ delayMs: -1, rateKbit: 0 }, { name: "My office", date: "May" });
  expect(message).toMatch(/^mine\.json is not a network:\n/);
  expect(message).toContain("name: expected a name such as lte or my-office-vpn");
  expect(message).toContain("date: expected a date such as 2024");
  expect(message).toContain("down.rateKbit: ");
});
