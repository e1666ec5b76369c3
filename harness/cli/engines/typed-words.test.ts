import { Command, Option } from "commander";
import { expect, test } from "vitest";
import { typedWords } from "./typed-words.ts";

const command = new Command()
  .addOption(new Option("-t, --scenario <pattern>"))
  .addOption(new Option("--strict"))
  .addOption(new Option("--json [file]"))
  .addOption(new Option("--no-yardsticks"));

test.each([
  { line: "-t a", typed: [["scenario", "-t a"]] },
  { line: "-ta", typed: [["scenario", "-ta"]] },
  { line: "--scenario=a=b", typed: [["scenario", "--scenario=a=b"]] },
  { line: "-t --strict", typed: [["scenario", "-t --strict"]] },
  {
    line: "--strict cpp",
    typed: [
      ["strict", "--strict"],
      [null, "cpp"],
    ],
  },
  { line: "--json x", typed: [["json", "--json x"]] },
  {
    line: "--json --strict",
    typed: [
      ["json", "--json"],
      ["strict", "--strict"],
    ],
  },
  { line: "--json", typed: [["json", "--json"]] },
  { line: "--no-yardsticks", typed: [["yardsticks", "--no-yardsticks"]] },
])("$line is $typed", ({ line, typed }) => {
  const found = typedWords(line.split(" "), command);
  expect(found.map(({ name, words }) => [name, words.join(" ")])).toEqual(typed);
});
