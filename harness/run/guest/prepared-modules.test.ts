import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preparedModulesFile, prepareModules } from "./prepared-modules.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-modules-"));
  write("package.json", '{ "type": "module" }');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
  return pathToFileURL(join(folder, name)).href;
}

/** Prepares an entry's modules, removes all that can be found, and imports the entry. */
function runWithoutSources(entry: string, keep: readonly string[] = []) {
  write(preparedModulesFile, prepareModules([entry]));
  for (const name of ["main.ts", "lib", "package.json"].filter((each) => !keep.includes(each))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  const modules = `--import=${join(folder, preparedModulesFile)}`;
  const words = [
    modules,
    "--input-type=module",
    "--eval",
    `await import(${JSON.stringify(entry)})`,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
  return { stdout, stderr };
}

test("a module is run without its files, under its own URL", () => {
  write(
    "lib/one.ts",
    'import { two } from "./two.ts";\nexport const one = (n: number): number => n + two;\n',
  );
  write("lib/two.ts", 'import type { Gone } from "./types.ts";\nexport const two: Gone = 2;\n');
  write("lib/types.ts", "export type Gone = number;\n");
  write("lib/later.ts", 'export const later = "later";\n');
  const main = write(
    "main.ts",
    [
      'import { one } from "./lib/one.ts";',
      'const { later } = await import("./lib/later.ts");',
      "console.log(one(40), later, import.meta.url.endsWith('/main.ts'));",
    ].join("\n"),
  );
  expect(runWithoutSources(main)).toEqual({ stdout: "42 later true\n", stderr: "" });
});

test("what Node has itself, what is in JSON, and what only looks like an import are left to it", () => {
  write("lib/data.json", '{ "n": 7 }');
  const main = write(
    "main.ts",
    [
      'import { sep } from "node:path";',
      'import data from "./lib/data.json" with { type: "json" };',
      "const text = 'import x from \"./nothing.ts\"';",
      "console.log(sep, data.n, text.length);",
    ].join("\n"),
  );
  const kept = ["lib", "package.json"];
  expect(runWithoutSources(main, kept)).toEqual({ stdout: "/ 7 28\n", stderr: "" });
});

test("a package's modules come along", () => {
  const main = write("main.ts", 'import { z } from "zod";\nconsole.log(z.number().parse(3));\n');
  expect(runWithoutSources(main)).toEqual({ stdout: "3\n", stderr: "" });
});

test("the text does not depend on the order of the entries", () => {
  const [one, two] = [write("lib/one.ts", "export {};\n"), write("lib/two.ts", "export {};\n")];
  expect(prepareModules([one, two])).toBe(prepareModules([two, one]));
});
