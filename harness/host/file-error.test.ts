import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeFileError } from "./file-error.ts";

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (cause) {
    return cause;
  }
  throw new Error("It succeeded.");
}

const file = import.meta.filename;

test.each([
  { path: "/no/such/file", described: "ENOENT, no such file or directory" },
  { path: "/", described: "EISDIR, it is a folder" },
  { path: join(file, "impl.json"), described: `ENOTDIR, ${file} is a file, not a folder` },
  { path: join(file, "a/b.json"), described: `ENOTDIR, ${file} is a file, not a folder` },
])("of reading $path: $described", ({ path, described }) => {
  expect(describeFileError(errorOf(() => readFileSync(path)))).toBe(described);
});

test("of a folder to be made below a file, that file is named", () => {
  const path = join(file, "runs", "one");
  const cause = errorOf(() => mkdirSync(path, { recursive: true }));
  expect(describeFileError(cause)).toMatch(/^E[A-Z]+, .*file-error\.test\.ts is a file/);
});

test("of an error without a code, its message", () => {
  expect(describeFileError(new SyntaxError("Unexpected token"))).toBe("Unexpected token");
});
