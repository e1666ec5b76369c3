import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isImpaired, roundTripMs } from "./network.ts";
import { readNetworkFile } from "./parse.ts";
import { bundledNetworks, findNetworks } from "./profiles.ts";

const profilesFolder = join(import.meta.dirname, "profiles");
const networks = bundledNetworks();
const names = networks.map(({ name }) => name);

test("every bundled network is there, sorted", () => {
  expect(names.join(" ")).toBe(
    "2g 3g 3g-fast 3g-slow 4g bufferbloat bursty cable clean corrupt dsl dsl-poor duplicate edge " +
      "fios geo hspa leo lossy lte reorder small-mtu us-east-ireland us-east-sydney us-east-tokyo wifi-good",
  );
});

test.each(networks)("$name is valid, and called as its file is", (network) => {
  expect(network).toEqual(readNetworkFile(join(profilesFolder, `${network.name}.json`)));
});

test("of them only the clean one is not impaired", () => {
  expect(networks.filter((network) => !isImpaired(network)).map(({ name }) => name)).toEqual([
    "clean",
  ]);
});

test.each<[string, number, number | undefined, number | undefined]>([
  ["cable", 28, 5000, 1000],
  ["dsl", 50, 1500, 384],
  ["fios", 4, 20_000, 5000],
  ["3g", 300, 1600, 768],
  ["3g-fast", 150, 1600, 768],
  ["3g-slow", 200, 780, 330],
  ["edge", 840, 240, 200],
  ["2g", 1300, 35, 32],
  ["lte", 35, 12_000, 12_000],
  ["4g", 45, 100_000, 50_000],
  ["hspa", 150, 20_000, 10_000],
  ["wifi-good", 40, 30_000, 30_000],
  ["dsl-poor", 70, 2000, 2000],
  ["geo", 600, 1000, 256],
  ["leo", 50, undefined, undefined],
  ["us-east-ireland", 80, undefined, undefined],
  ["us-east-tokyo", 145, undefined, undefined],
  ["us-east-sydney", 230, undefined, undefined],
  ["lossy", 300, undefined, undefined],
])("%s has a round trip of %d ms, %s kbit/s down and %s up", (name, tripMs, down, up) => {
  const [network] = findNetworks([name]);
  expect(network && roundTripMs(network)).toBe(tripMs);
  expect(network?.down.rateKbit).toBe(down);
  expect(network?.up.rateKbit).toBe(up);
});

describe("names", () => {
  test.each<[readonly string[], readonly string[]]>([
    [["lte"], ["lte"]],
    [["lte,geo"], ["lte", "geo"]],
    [
      ["geo", "lte"],
      ["geo", "lte"],
    ],
    [
      ["lte, geo", "lte"],
      ["lte", "geo"],
    ],
    [["all"], names],
    [
      ["lte", "all"],
      ["lte", ...names.filter((name) => name !== "lte")],
    ],
    [[], []],
  ])("%o find %o", (wanted, found) => {
    expect(findNetworks(wanted).map(({ name }) => name)).toEqual(found);
  });

  test.each<[string, string]>([
    ["lossi", 'There is no network "lossi". Did you mean "lossy"?'],
    ["satellite", 'There is no network "satellite". Known: 2g, 3g, '],
    ["lte,,geo", 'There is no network "". Known: '],
  ])('"%s" is unknown', (wanted, message) => {
    expect(() => findNetworks([wanted])).toThrow(
      expect.objectContaining({
        code: "UNKNOWN_NAME",
        message: expect.stringContaining(message),
      }),
    );
  });
});
