import { describe, expect, test } from "vitest";
import { lineOfKey } from "./source-lines.ts";

const json = `{
  "networks": [
    "clean",
    { "name": "a: [b,", "up": { "delayMs": 5 } }
  ],

  "profile": "quick"
}`;

const typescript = `import { defineConfig } from "sockspec";
// export default { profile: "full" }
const networks = ["lte"];
const more = { profile: "full" };

export default defineConfig({
  ...more,
  /* implementations: [] */
  implementations: [
    "./server", // profile: "x"
    join("a", { profile: 1 }.profile),
  ],
  networks,
  'retry': 1 ? 2 : 3, jobs:
    4,
  timeout: \`\${1}0m\`,
} satisfies object);
`;

describe("the line of a key", () => {
  test.each([
    { path: ["networks"], line: 2 },
    { path: ["networks", 0], line: 3 },
    { path: ["networks", 1], line: 4 },
    { path: ["networks", 1, "up", "delayMs"], line: 4 },
    { path: ["profile"], line: 7 },
    { path: ["missing"], line: 1 },
    { path: ["networks", 7], line: 2 },
    { path: [], line: 1 },
  ])("in JSON, $path, is $line", ({ path, line }) => {
    expect(lineOfKey(json, path, "json")).toBe(line);
  });

  test.each([
    { path: ["implementations"], line: 9 },
    { path: ["implementations", 0], line: 10 },
    { path: ["implementations", 1], line: 11 },
    { path: ["networks"], line: 13 },
    { path: ["retry"], line: 14 },
    { path: ["jobs"], line: 14 },
    { path: ["timeout"], line: 16 },
    { path: ["profile"], line: 6 },
  ])("in a module, $path, is $line", ({ path, line }) => {
    expect(lineOfKey(typescript, path, "module")).toBe(line);
  });

  test.each([
    { title: "a plain object", source: "\nexport default {\n profile: 1 };", line: 3 },
    { title: "CommonJS", source: "module.exports = {\n profile: 1 };", line: 2 },
    {
      title: "a variable",
      source: "const own: SockspecConfig = {\n\n profile: 1 };\nexport default own;",
      line: 3,
    },
    { title: "nothing that is written out", source: "\nexport default make();", line: 2 },
  ])("of $title", ({ source, line }) => {
    expect(lineOfKey(source, ["profile"], "module")).toBe(line);
  });
});
