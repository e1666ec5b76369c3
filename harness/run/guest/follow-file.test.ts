import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { followFile } from "./follow-file.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-follow-"));
  path = join(folder, "said");
  writeFileSync(path, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @returns the lines that were reported, when what was appended had been read after each part. */
function readAfterEach(...parts: readonly (string | Uint8Array)[]): readonly string[] {
  const lines: string[] = [];
  using following = followFile(path, (line) => lines.push(line));
  for (const part of parts) {
    appendFileSync(path, part);
    following.readRest();
  }
  return lines;
}

const snowman = Buffer.from("☃\n");

describe("what is appended is delivered line by line", () => {
  test.each<{ title: string; parts: readonly (string | Uint8Array)[]; lines: readonly string[] }>([
    { title: "several at once", parts: ["one\ntwo\n"], lines: ["one", "two"] },
    { title: "one after another", parts: ["one\n", "two\n"], lines: ["one", "two"] },
    {
      title: "when the rest of it has come",
      parts: ["o", "n", "e\ntw", "o\n"],
      lines: ["one", "two"],
    },
    { title: "only when it is complete", parts: ["one\ntwo"], lines: ["one"] },
    { title: "when it is empty too", parts: ["\n\none\n"], lines: ["", "", "one"] },
    { title: "not at all when nothing came", parts: ["", ""], lines: [] },
    {
      title: "with a character whole that came in two parts",
      parts: [snowman.subarray(0, 1), snowman.subarray(1)],
      lines: ["☃"],
    },
    {
      title: "when it is longer than what one read takes",
      parts: [`${"a".repeat(600_000)}\nb`, "\n"],
      lines: ["a".repeat(600_000), "b"],
    },
  ])("$title", ({ parts, lines }) => {
    expect(readAfterEach(...parts)).toEqual(lines);
  });
});

test("what was there before is reported too", () => {
  writeFileSync(path, "one\n");
  expect(readAfterEach("two\n")).toEqual(["one", "two"]);
});

test("what is appended is reported without being asked for", async () => {
  const received = Promise.withResolvers<string>();
  using _following = followFile(path, received.resolve);
  appendFileSync(path, "one\n");
  expect(await received.promise).toBe("one");
});

test("a file that is not there cannot be followed", () => {
  expect(() => followFile(join(folder, "nowhere"), () => {})).toThrow(/ENOENT/);
});
