import { describe, expect, test } from "vitest";
import type { LinkFault } from "../../scenario/step.ts";
import { recordedNft } from "../fixtures/recorded-nft.ts";
import { breakScript, parseDropped } from "./faults.ts";

/** The part of each rule of a chain behind its name. */
function rulesOf(chain: string, fault: LinkFault, number = 1): readonly string[] {
  return breakScript(fault, number)
    .split("\n")
    .flatMap((line) => {
      const [, rule] = new RegExp(`^add rule \\S+ \\S+ ${chain} (.*)$`).exec(line) ?? [];
      return rule === undefined ? [] : [rule.trim()];
    });
}

const drop = (facts: object): LinkFault =>
  ({ do: "dropSegments", of: "data", direction: "toServer", ...facts }) as LinkFault;

describe("of the segments that a fault is about", () => {
  test.each<{ fault: LinkFault; rule: string }>([
    { fault: { do: "blackhole" }, rule: "counter drop" },
    { fault: drop({ nth: 1 }), rule: "numgen inc mod 2147483647 0 counter drop" },
    { fault: drop({ nth: 7 }), rule: "numgen inc mod 2147483647 6 counter drop" },
    { fault: drop({ nth: 7, count: 1 }), rule: "numgen inc mod 2147483647 6 counter drop" },
    { fault: drop({ nth: 2, count: 3 }), rule: "numgen inc mod 2147483647 1-3 counter drop" },
    { fault: drop({ every: 20 }), rule: "numgen inc mod 20 19 counter drop" },
  ])("$fault loses: $rule", ({ fault, rule }) => {
    expect(rulesOf("fault_1", fault)).toEqual([rule]);
  });
});

describe("a fault is about", () => {
  test.each<{ title: string; fault: LinkFault; rules: readonly string[] }>([
    {
      title: "all that either host sends",
      fault: { do: "blackhole" },
      rules: ['iifname "client" jump fault_1', 'iifname "server" jump fault_1'],
    },
    {
      title: "all that the client sends",
      fault: { do: "blackhole", direction: "toServer" },
      rules: ['iifname "client" jump fault_1'],
    },
    {
      title: "all that the server sends",
      fault: { do: "blackhole", direction: "toClient" },
      rules: ['iifname "server" jump fault_1'],
    },
    {
      title: "each SYN of the client",
      fault: drop({ of: "syn", nth: 1 }),
      rules: ['iifname "client" tcp flags syn / syn,ack jump fault_1'],
    },
    {
      title: "each SYN-ACK of the server",
      fault: drop({ of: "syn", direction: "toClient", nth: 1 }),
      rules: ['iifname "server" tcp flags syn,ack / syn,ack jump fault_1'],
    },
  ])("$title", ({ fault, rules }) => {
    expect(rulesOf("forward", fault)).toEqual(rules);
  });

  test("each segment with data, whatever its options and its IP version", () => {
    const rules = rulesOf("forward", drop({ nth: 1 }));
    expect(new Set(rules)).toHaveLength(22);
    for (const words of [5, 8, 15]) {
      const of = (rest: string) => new RegExp(`^iifname "client" .*\\btcp doff ${words} ${rest}`);
      const [v4, v6] = [`ip length > ${20 + 4 * words} `, `ip6 length > ${4 * words} `];
      expect(rules).toContainEqual(expect.stringMatching(of(v4)));
      expect(rules).toContainEqual(expect.stringMatching(of(v6)));
    }
  });
});

test("each fault has a chain of its own, which counts what it loses", () => {
  const script = breakScript({ do: "blackhole", direction: "toServer" }, 3);
  expect(script).toMatch(/^add chain \S+ \S+ fault_3$/m);
  expect(script.endsWith("\n")).toBe(true);
  expect(rulesOf("fault_3", { do: "blackhole" }, 3)).toEqual(["counter drop"]);
});

test.each<[readonly number[], readonly number[]]>([
  [
    [1, 2, 3, 4],
    [2, 0, 1, 2],
  ],
  [
    [4, 1],
    [2, 2],
  ],
  [[], []],
])("of the faults %j, nft counted %j segments", (numbers, dropped) => {
  expect(parseDropped(recordedNft("faults"), numbers)).toEqual(dropped);
});
