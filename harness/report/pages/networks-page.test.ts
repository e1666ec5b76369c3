import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inlineNetwork } from "../../network/inline/inline.ts";
import { parseNetwork } from "../../network/parse.ts";
import { bundledNetworks } from "../../network/profiles.ts";
import { networksPage } from "./networks-page.ts";

const page = networksPage(bundledNetworks());
const [table = ""] = page.split("## Networks on the command line");

test("every bundled network is on the page once, with its source and its note", () => {
  for (const { name, source, note } of bundledNetworks()) {
    const rows = table.split("\n").filter((line) => line.startsWith(`| \`${name}\` |`));
    const [row = "", ...others] = rows;
    expect(row).toContain(source);
    expect(others).toEqual([]);
    expect(page).toContain(note ?? "");
  }
});

test("the page's example of a file is a network", () => {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(parseNetwork(JSON.parse(json), "docs/networks.md").name).toBe("my-office");
});

test("the page's example of words has the name that it says", () => {
  const [, words = "", name] = /`(delay=20ms [^`]*)`[^`]*`([^`]*)`/.exec(page) ?? [];
  expect(inlineNetwork(words).name).toBe(name);
});

test("docs/networks.md is what npm run docs writes", () => {
  const file = join(import.meta.dirname, "..", "..", "..", "docs", "networks.md");
  expect(readFileSync(file, "utf8")).toBe(page);
});
