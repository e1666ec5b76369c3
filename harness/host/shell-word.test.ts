import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { shellWord } from "./shell-word.ts";

test.each(["node", "--port=80", "./a/b.ts", "{host}:{port}"])("%s needs no quotes", (word) => {
  expect(shellWord(word)).toBe(word);
});

const words = [
  "",
  " ",
  "a b",
  "'",
  "it's",
  '"',
  "\\",
  "$HOME",
  "$(id)",
  "`id`",
  "*",
  "~",
  "a;b",
  "#",
  "line\nbreak",
  "ä",
  "{a,b}",
  "{1..3}",
  "{}",
  "{host}:{port}",
];

describe.each(["sh", "bash"])("%s", (shell) => {
  test("reads every word as it was", () => {
    const script = `printf '%s\\0' ${words.map(shellWord).join(" ")}`;
    const { stdout } = spawnSync(shell, ["-c", script], { encoding: "utf8" });
    expect(stdout.split("\0").slice(0, -1)).toEqual(words);
  });
});
