import { expect, test } from "vitest";
import { recordedQdiscs } from "../fixtures/recorded-qdiscs.ts";
import { type Drops, readDrops } from "./drops.ts";

const recorded = recordedQdiscs();

test.each<[string, Drops]>([
  ["clean", { asked: 0, overflow: 0, packets: 0, bytes: 0 }],
  ["lossy", { asked: 12, overflow: 0, packets: 388, bytes: 18_624 }],
  ["rate=1mbit queue=5p", { asked: 0, overflow: 40, packets: 360, bytes: 17_280 }],
  [
    "rate=1mbit queue=5p delay=20ms loss=10%",
    { asked: 49, overflow: 326, packets: 25, bytes: 1200 },
  ],
  [
    "duplicate=10% loss=10% delay=5ms rate=8mbit",
    { asked: 39, overflow: 0, packets: 404, bytes: 19_392 },
  ],
])("of %s, intended loss is distinguished from overflow", (network, drops) => {
  expect(readDrops(recorded.get(network))).toEqual(drops);
});

test("a drop of the innermost of three stages, which all three count, is one overflow", () => {
  const counts = [334, 298, 298]; // Recorded: 10 % loss, and limits of 30 and 10 packets.
  const printed = counts.map((drops, index) => ({
    kind: "netem",
    handle: `${index + 1}:`,
    drops,
    options: index === 0 ? { "loss-random": { loss: 0.1 } } : {},
  }));
  expect(readDrops(printed)).toMatchObject({ asked: 36, overflow: 298 });
});

test("corruption alone loses nothing on purpose, so its drops are overflow", () => {
  const printed = [
    { kind: "netem", handle: "1:", root: true, drops: 3, options: { corrupt: { corrupt: 0.01 } } },
  ];
  expect(readDrops(printed)).toMatchObject({ asked: 0, overflow: 3 });
});
