import { expect, test } from "vitest";
import { chooseNetworks } from "./choose.ts";
import { describeLink, describeNetwork } from "./describe.ts";

test.each<[string, string]>([
  ["lte", "12 Mbit/s both ways, 35 ms round trip, no loss"],
  ["cable", "5 Mbit/s down, 1 Mbit/s up, 28 ms round trip, no loss"],
  ["4g", "100 Mbit/s down, 50 Mbit/s up, 45 ± 5 ms round trip, 0.2 % loss both ways"],
  ["clean", "no delay, no loss"],
  ["leo", "50 ± 7 ms round trip, 1.5 % loss in bursts of 3 both ways"],
  ["reorder", "40 ms round trip, no loss, 5 % reordered both ways"],
  ["small-mtu", "no delay, MTU of 1280 bytes, no loss"],
  [
    "bufferbloat",
    "5 Mbit/s down, 1 Mbit/s up, 20 ms round trip, queue of 1000 ms both ways, no loss",
  ],
  [
    "rate=256kbit up.queue=9p down.loss=1% up.corrupt=2%",
    "256 kbit/s both ways, no delay, queue of 9 packets up, 1 % loss down, 2 % corrupted up",
  ],
])("%s: %s", (wanted, line) => {
  expect(chooseNetworks([wanted]).map(describeLink)).toEqual([line]);
});

test("names are padded to one width, and the source has its date", () => {
  const [geo] = chooseNetworks(["geo"]);
  expect(geo && describeNetwork(geo, 6)).toMatch(/^geo {5}1 Mbit\/s down, .* no loss — .*, 2022$/);
});
