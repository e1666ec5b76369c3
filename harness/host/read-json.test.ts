import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJson } from "./read-json.ts";

test("a byte order mark before JSON is ignored", () => {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-json-"));
  const file = join(folder, "impl.json");
  writeFileSync(file, '\uFEFF{"name":"my-echo"}');
  expect(readJson(file, () => new Error("refused"))).toEqual({ name: "my-echo" });
  rmSync(folder, { recursive: true });
});
