import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { whySeparatorMissingBeforeOptions } from "./missing-separator.ts";

let folder = "";
let script = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-separator-"));
  script = join(folder, "server.js");
  writeFileSync(script, "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const takesValue = (option: string) => ["--lab", "-t"].includes(option);

function advice(words: readonly string[]): string | null {
  const place = { folder, path: "/usr/bin:/bin" };
  return whySeparatorMissingBeforeOptions(words, takesValue, place);
}

test.each([
  { words: ["sh", "-u", "server.sh"], command: "run -- sh -u server.sh {port}" },
  { words: ["--lab", "loopback", "sh", "-c", "x"], command: "run -- sh -c x {port}" },
  { words: ["-t", "sh", "sh", "-u", "x", "{port}"], command: "run -- sh -u x {port}" },
])("$words is a command whose -- is missing", ({ words, command }) => {
  expect(advice(words)?.replaceAll("'", "")).toContain(command);
});

test("a runtime that is an implementation, too, is a command if it has a script", () => {
  expect(advice(["node", "--inspect", script])).toContain(`run -- node --inspect ${script}`);
  expect(advice(["node", "--bial"])).toBeNull();
});

test.each([[["cpp", "--bial"]], [["--bial"]], [["--lab", "sh", "--bial"]]])(
  "%j is no command",
  (words) => {
    expect(advice(words)).toBeNull();
  },
);
