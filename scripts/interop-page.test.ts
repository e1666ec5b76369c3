import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { loadBundled } from "../harness/cli/choose/bundled.ts";
import { bundledNames } from "../harness/cli/choose/bundled-names.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { usesSocket } from "../harness/implementation/placeholders.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");

interface Sides {
  readonly clients: readonly { readonly name: string }[];
  readonly servers: readonly { readonly name: string }[];
}

const page = read("results/scoreboard/interop.md");
const matrix = JSON.parse(read("results/scoreboard/interop.json")) as Sides;

test("README.md shows the matrix of results/scoreboard", () => {
  const [, table = ""] = /(\| server [\s\S]*?)\n\n/.exec(page) ?? [];
  expect(table.split("\n").length).toBe(matrix.servers.length + 2);
  expect(read("README.md")).toContain(table);
});

test("it is of every bundled client and every bundled server that speaks framed over TCP", () => {
  const bundled = bundledNames().map(loadBundled);
  const named = (role: string) =>
    bundled
      .filter(
        (each) => each.role === role && each.protocols.includes("framed") && !usesSocket(each),
      )
      .map(({ name }) => name);
  expect(matrix.clients.map(({ name }) => name)).toEqual(named("client"));
  expect(matrix.servers.map(({ name }) => name)).toEqual(named("server"));
});

test("it is as its schema says, and names no evidence that is not there", () => {
  const schema = JSON.parse(read("docs/schemas/interop.schema.json")) as object;
  const valid = new Ajv({ strict: false }).compile(schema);
  expect(valid(matrix), JSON.stringify(valid.errors)).toBe(true);
  expect(page).not.toMatch(/report\.html|evidence/);
  expect(read("results/scoreboard/interop.html")).not.toMatch(/href="/);
});
