import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { networkNameSchema } from "../journal/names.ts";
import { chooseNetworks, namesOfWires, withUpstreams } from "./choose.ts";
import { isImpaired, isLossy, needsNetem, roundTripMs, slowestKbit } from "./network.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-networks-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns the file's path. */
function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function mine(name: string, delayMs = 5): string {
  const way = { delayMs };
  return JSON.stringify({ name, title: "Mine", source: "me", up: way, down: way });
}

test("bundled networks, words and files are chosen side by side, each once", () => {
  const file = write("office.json", mine("office"));
  const chosen = chooseNetworks(["lte,geo", "delay=5ms", file, "geo", "rtt=10ms"]);
  expect(chosen.map(({ name }) => name)).toEqual(["lte", "geo", "delay-5ms", "office"]);
});

test.each<[string, string, string]>([
  ["lte.json", mine("lte"), 'found "lte", the name of a bundled network; choose another'],
  ["no-json.json", "{", "no-json.json is not a network:\n  expected a readable JSON file"],
  ["empty.json", "{}", "empty.json is not a network:\n  name: "],
])("%s is refused with its file and the reason", (name, text, message) => {
  expect(() => chooseNetworks([write(name, text)])).toThrow(message);
});

test("a file that is not there is refused", () => {
  expect(() => chooseNetworks(["nowhere.json"])).toThrow(
    /nowhere\.json is not a network:\n.*ENOENT/,
  );
});

test("two networks of one name are refused", () => {
  const files = [write("one.json", mine("twin", 1)), write("two.json", mine("twin", 2))];
  expect(() => chooseNetworks(files)).toThrow("the name of another chosen network");
});

test("a percentage alone is a word too few, not the name of a network", () => {
  expect(() => chooseNetworks(["5%"])).toThrow('"5%" is not a network');
});

describe("networks of both wires at a proxy", () => {
  test("each of the one goes with each of the other, and only impaired ones are named", () => {
    const joined = withUpstreams(
      chooseNetworks(["clean", "lte"]),
      chooseNetworks(["clean", "bursty"]),
    );
    expect(joined.map((network) => [network.name, namesOfWires(network)])).toEqual([
      ["clean", { client: "clean", upstream: undefined }],
      ["upstream-bursty", { client: "clean", upstream: "bursty" }],
      ["lte", { client: "lte", upstream: undefined }],
      ["lte-upstream-bursty", { client: "lte", upstream: "bursty" }],
    ]);
    expect(joined.every(({ name }) => networkNameSchema.safeParse(name).success)).toBe(true);
  });

  test("a case waits for both wires, and needs a kernel that can impair either", () => {
    const [behind] = withUpstreams(
      chooseNetworks(["clean"]),
      chooseNetworks(["delay=30ms rate=2mbit loss=1%"]),
    );
    const [both] = withUpstreams(
      chooseNetworks(["delay=5ms rate=1mbit"]),
      chooseNetworks(["delay=30ms rate=2mbit loss=1%"]),
    );
    const facts = [behind, both].map(
      (network) =>
        network && [
          roundTripMs(network),
          slowestKbit(network),
          isLossy(network),
          isImpaired(network),
          needsNetem(network),
        ],
    );
    expect(facts).toEqual([
      [60, 2000, true, true, true],
      [70, 1000, true, true, true],
    ]);
  });
});
