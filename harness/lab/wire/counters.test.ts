import { describe, expect, test } from "vitest";
import type { Traffic } from "../../network/observation.ts";
import { recordedNft } from "../fixtures/recorded-nft.ts";
import { countScript, quietScript, readTraffic } from "./counters.ts";

test.each<[string, Traffic]>([
  ["up_entered", { packets: 11, bytes: 1180, sequenced: 8, again: 3, unremembered: 2 }],
  ["up_left", { packets: 9, bytes: 876, sequenced: 6, again: 1, unremembered: 0 }],
  ["down_entered", { packets: 8, bytes: 836, sequenced: 6, again: 1, unremembered: 0 }],
  ["down_left", { packets: 7, bytes: 684, sequenced: 5, again: 0, unremembered: 0 }],
])("of what was counted as %s, nft tells %o", (name, traffic) => {
  expect(readTraffic(recordedNft("counters"), name)).toEqual(traffic);
});

test("broadcasts stay off the wire, but for those of UDP", () => {
  const rules = quietScript(["client", "server"])
    .split("\n")
    .filter((line) => line.startsWith("add rule"));
  expect(rules.map((rule) => rule.replace(/^add rule \S+ \S+ unaddressed /, ""))).toEqual([
    "meta protocol ip ip protocol udp accept",
    "meta protocol ip6 ip6 nexthdr udp accept",
    'iifname { "client", "server" } meta pkttype { broadcast, multicast } drop',
  ]);
});

describe("what comes in is counted", () => {
  const script = countScript([
    { name: "in", device: "client" },
    { name: "out", device: "far" },
  ]);

  test.each([
    ["in", "client"],
    ["out", "far"],
  ])("as %s through %s", (name, device) => {
    expect(script).toMatch(
      new RegExp(`^add rule .* incoming iifname "${device}" goto ${name}$`, "m"),
    );
    expect(script).toMatch(
      new RegExp(`^add rule \\S+ \\S+ ${name} counter name ${name}_all$`, "m"),
    );
  });

  test("before any fault can lose it", () => {
    expect(script).toMatch(
      /add chain .* incoming \{ type filter hook prerouting priority -300; \}/,
    );
  });

  test("and remembered for each place by itself", () => {
    expect(script.match(/(?<=add set \S+ \S+ )\w+/g)).toEqual(["in_seen", "out_seen"]);
  });
});

test("what hosts send to nobody in particular is lost before it is counted", () => {
  expect(quietScript(["client", "server"])).toMatch(
    /hook prerouting priority -301.*\n.*\n.*\n.*iifname \{ "client", "server" \} meta pkttype \{ broadcast, multicast \} drop\n$/,
  );
});
