import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { invocation } from "./invocation.ts";

const base = mkdtempSync(join(tmpdir(), "sockspec-invocation-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const root = join(base, "clone");
const user = join(base, "user");
const dependent = join(base, "dependent");
const global = join(base, "global");
for (const folder of [
  join(root, "bin"),
  join(root, "docs"),
  join(user, "servers"),
  join(dependent, "node_modules", ".bin"),
  join(dependent, "src"),
  global,
]) {
  mkdirSync(folder, { recursive: true });
}
const program = join(root, "bin", "sockspec.js");
writeFileSync(program, "");
writeFileSync(join(root, "package.json"), '{ "name": "sockspec" }');
writeFileSync(join(dependent, "package.json"), '{ "name": "my-server" }');
symlinkSync(program, join(dependent, "node_modules", ".bin", "sockspec"));
symlinkSync(program, join(global, "sockspec"));

test.each([
  { where: "the clone", folder: root, path: "", words: ["npx", "sockspec"] },
  {
    where: "a folder of the clone",
    folder: join(root, "docs"),
    path: "",
    words: ["npx", "sockspec"],
  },
  {
    where: "a package that depends on it",
    folder: dependent,
    path: "",
    words: ["npx", "sockspec"],
  },
  {
    where: "a folder of such a package",
    folder: join(dependent, "src"),
    path: "",
    words: ["npx", "sockspec"],
  },
  { where: "somewhere else", folder: user, path: "/usr/bin", words: [program] },
  {
    where: "the folder above the clone",
    folder: base,
    path: "",
    words: ["./clone/bin/sockspec.js"],
  },
  { where: "somewhere with it on PATH", folder: user, path: `/bin:${global}`, words: ["sockspec"] },
  {
    where: "somewhere else by npx, whose PATH is not the user's",
    folder: user,
    path: join(dependent, "node_modules", ".bin"),
    words: [program],
  },
])("from $where it is started with $words", ({ folder, path, words }) => {
  expect(invocation({ folder, path, root })).toEqual(words);
});
