import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { type Import, importsOf, sourceFiles } from "./fixtures/imports.ts";

/** A file may import from its own room and from rooms on lines below: never up, never sideways. */
const rooms = [
  ["bench", "scripts", "setup"],
  ["api"],
  ["cli"],
  ["scenarios"],
  ["report"],
  ["run"],
  ["journal"],
  ["plan"],
  ["lab"],
  ["implementation"],
  ["verdict", "driver"],
  ["evidence", "network"],
  ["host", "statistics"],
  ["protocol"],
  ["history"],
  ["scenario"],
];

const roomOf = (path: string) => path.replace(/^harness\//, "").replace(/\/.*/, "");
const lineOf = (path: string) => rooms.findIndex((line) => line.includes(roomOf(path)));
const isForTests = (path: string) => /\.test\.ts$|\/fixtures\//.test(path);

const files = sourceFiles("harness", "scenarios", "bench", "scripts", "setup");
const production = files.filter((file) => !isForTests(file));
const imports = production.flatMap(importsOf).filter(({ to }) => to.endsWith(".ts"));

function expectNone(wrong: readonly Import[]): void {
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
}

describe("imports", () => {
  it("point down the rooms, and every file is in one", () => {
    expect(production.filter((file) => lineOf(file) < 0)).toEqual([]);
    const elsewhere = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to));
    expectNone(elsewhere.filter(({ from, to }) => lineOf(from) >= lineOf(to)));
  });

  it("form no circle, not even one of types", () => {
    let circles = imports;
    for (let before = Number.POSITIVE_INFINITY; circles.length < before; ) {
      before = circles.length;
      const importing = new Set(circles.map(({ from }) => from));
      const imported = new Set(circles.map(({ to }) => to));
      circles = circles.filter(({ from, to }) => imported.has(from) && importing.has(to));
    }
    expectNone(circles);
  });

  it("of production lead to no fixture and no test; benchmarks may measure with fixtures", () => {
    expectNone(imports.filter(({ from, to }) => isForTests(to) && roomOf(from) !== "bench"));
  });

  it("never join the harness and the implementations", () => {
    const all = [...files, ...sourceFiles("impls")].flatMap(importsOf);
    const code = all.filter(({ to }) => to.endsWith(".ts"));
    expectNone(
      code.filter(({ from, to }) => (roomOf(from) === "impls") !== (roomOf(to) === "impls")),
    );
  });

  it("of scenarios are scenarios, and types of harness/scenario", () => {
    const own = imports.filter(({ from }) => roomOf(from) === "scenarios");
    const isType = ({ to, typesOnly }: Import) => typesOnly && roomOf(to) === "scenario";
    expectNone(own.filter((imported) => roomOf(imported.to) !== "scenarios" && !isType(imported)));
  });

  it("of judgements at run time are no packages: they know schemas by their types alone", () => {
    const loaded = new Set(["harness/verdict/judge.ts"]);
    for (const file of loaded) {
      for (const { to, typesOnly } of importsOf(file)) {
        if (!typesOnly && !to.startsWith("node:")) {
          expect(to, `${file} → ${to}`).toMatch(/\.ts$/);
          loaded.add(to);
        }
      }
    }
  });

  it("of users' modules lie in the driver's image: what sockspec itself loads at once", () => {
    const image = ["protocol", "history", "scenario"];
    const loaded = new Set(["harness/api/index.ts"]);
    for (const file of loaded) {
      for (const { to, typesOnly, isLazy } of importsOf(file)) {
        if (!typesOnly && !isLazy && !to.startsWith("node:") && !image.includes(roomOf(to))) {
          loaded.add(to);
        }
      }
    }
    // As images/store.ts names them.
    expect([...loaded].sort()).toEqual([
      "harness/api/index.ts",
      "harness/api/sockspec-error.ts",
      "harness/host/package/module-extension.ts",
    ]);
  });

  it("that the driver runs lie in its image: four rooms, and no package", () => {
    const image = ["driver", "protocol", "history", "scenario"];
    const loaded = new Set(["harness/driver/play.ts"]);
    for (const file of loaded) {
      for (const { to, typesOnly } of importsOf(file)) {
        if (!typesOnly && !to.startsWith("node:")) {
          expect(image, `${file} → ${to}`).toContain(roomOf(to));
          loaded.add(to);
        }
      }
    }
  });
});

it("no folder holds more than 20 production files", () => {
  const folders = Map.groupBy(production, (file) => dirname(file));
  expect([...folders].filter(([, held]) => held.length > 20).map(([folder]) => folder)).toEqual([]);
});
