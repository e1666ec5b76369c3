import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whySeparatorMissing, whySeparatorMissingBeforeOptions } from "./missing-separator.ts";

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

describe("names that no implementation has", () => {
  const why = (words: readonly string[], name = words[0] ?? "") =>
    whySeparatorMissing(name, { names: words, folder, path: "/nowhere" });

  test.each([
    [["ruby", "server.rb"]],
    [["go", "run", "."]],
    [["php", "-S", "server.php"]],
    [["java", "-jar", "server.jar", "{port}"]],
    [["my-server", "--port={port}"]],
    [["node", "missing.js"], "missing.js"],
  ])("%j are a command, installed or not", (words, name?: string) => {
    expect(why(words, name)?.replaceAll("'", "")).toContain(`run -- ${words.join(" ")}`);
  });

  test("a number that may be a port gives its place to {port}", () => {
    expect(why(["./server", "0.0.0.0", "9000"])).toContain("run -- ./server 0.0.0.0 {port}");
  });

  test.each([
    [["cp"]],
    [["nodee", "cpp"]],
    [["./impl", "./other/impl.json"]],
    [[tmpdir(), "9000"]],
  ])("%j are no command", (words) => {
    expect(why(words)).toBeNull();
  });
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
