import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidScenarioError } from "../../scenario/validate.ts";
import { UsageError } from "../exit-status.ts";
import { sockspec } from "../fixtures/sockspec.ts";
import { loadUserScenarios } from "./user-scenarios.ts";

const scenario = {
  id: "mine/echo",
  title: "A message comes back",
  why: "It is what an echo server is for. Everything else rests on it.",
  sources: ["Protocol contract"],
  roles: ["server"],
  protocols: ["framed"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] },
  ],
  stimulus: [],
  checks: [],
};
const json = (changes: object = {}) => JSON.stringify({ ...scenario, ...changes });
const typescript = (...ids: readonly string[]) =>
  ids.map((id, index) => `export const s${index} = ${json({ id })} as const;`).join("\n");

/** @returns a folder that lives as long as the test. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-scenarios-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function idsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return (await loadUserScenarios(folderWith(files))).map(({ id }) => id);
}

/** @returns the one that it is rejected with. */
async function errorFor(folder: string): Promise<Error> {
  return loadUserScenarios(folder).then(
    () => {
      throw new Error("Expected an error, and the folder was accepted.");
    },
    (error: Error) => error,
  );
}

describe("scenarios are read", () => {
  test("from JSON as they are written", async () => {
    const [read] = await loadUserScenarios(folderWith({ "echo.json": json() }));
    expect(read).toEqual(scenario);
  });

  test("from every export of a TypeScript file", async () => {
    const text = `interface Named { readonly id: string }\n${typescript("mine/a", "mine/b")}`;
    expect(await idsIn({ "all.ts": text })).toEqual(["mine/a", "mine/b"]);
  });

  test.each(["js", "mjs", "mts"])("from a file that ends in .%s", async (ending) => {
    expect(await idsIn({ [`own.${ending}`]: `export const own = ${json()};` })).toEqual([
      "mine/echo",
    ]);
  });

  test("from folders inside it, in the order of their paths, other files left out", async () => {
    const files = {
      "b.json": json({ id: "mine/b" }),
      "a/z.ts": typescript("mine/z"),
      "c/d/e.json": json({ id: "mine/e" }),
      "README.md": "# Mine",
      "a/data.csv": "1,2",
      "node_modules/other/index.js": "throw new Error('not a scenario')",
    };
    expect(await idsIn(files)).toEqual(["mine/z", "mine/b", "mine/e"]);
  });
});

describe("a folder is refused", () => {
  test("that does not exist", async () => {
    const folder = join(folderWith({}), "none");
    const error = await errorFor(folder);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      `--scenarios: ${folder} cannot be read: ENOENT, no such file or directory.`,
    );
  });

  test("that is a file", async () => {
    const file = join(folderWith({ "echo.json": json() }), "echo.json");
    const error = await errorFor(file);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      `--scenarios: ${file} cannot be read: ENOTDIR, ${file} is a file, not a folder.`,
    );
  });

  test.each<{ title: string; files: Readonly<Record<string, string>> }>([
    { title: "that is empty", files: {} },
    { title: "without a scenario in it", files: { "README.md": "# Mine" } },
    { title: "whose only file exports nothing", files: { "types.ts": "export type A = 1;" } },
  ])("$title", async ({ files }) => {
    const folder = folderWith(files);
    const error = await errorFor(folder);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      `--scenarios: expected .json or .ts files in ${folder}, found none.`,
    );
  });
});

describe("a file that cannot be read as a scenario is named, with the reason,", () => {
  test.each<{ title: string; name: string; text: string; reason: RegExp }>([
    {
      title: "when its JSON stops in the middle",
      name: "echo.json",
      text: '{\n  "id": "mine/echo",\n',
      reason: /JSON at position \d+ \(line 3 column 1\)$/,
    },
    { title: "when its JSON is empty", name: "echo.json", text: "", reason: /JSON/ },
    {
      title: "when its TypeScript stops in the middle",
      name: "echo.ts",
      text: 'export const echo = { id: "mine/echo",',
      reason: /\S/,
    },
    {
      title: "when it throws",
      name: "echo.ts",
      text: 'throw new TypeError("no such luck");',
      reason: /^no such luck$/,
    },
    {
      title: "when it throws what is no error",
      name: "echo.mjs",
      text: 'throw "no such luck";',
      reason: /^no such luck$/,
    },
    {
      title: "when it imports what does not exist",
      name: "echo.ts",
      text: 'import { a } from "./missing.ts";\nexport const b = a;',
      reason: /missing\.ts/,
    },
  ])("$title", async ({ name, text, reason }) => {
    const folder = folderWith({ [name]: text, "z-good.json": json() });
    const error = await errorFor(folder);
    expect(error).toBeInstanceOf(InvalidScenarioError);
    const [heading, ...lines] = error.message.split("\n");
    expect(heading).toBe(`${join(folder, name)} is not a scenario:`);
    expect(lines.join("\n").trim()).toMatch(reason);
    expect(error.cause).toBeDefined();
  });
});

describe("a file that says something else is reported with the key and what was expected", () => {
  const wrong = { timeout: 5 };
  const unknownKey = '  (top level): Unrecognized key: "timeout"';

  test.each<{ title: string; name: string; text: string; origin: string; problem: string }>([
    {
      title: "in JSON",
      name: "echo.json",
      text: json(wrong),
      origin: "echo.json",
      problem: unknownKey,
    },
    {
      title: "in TypeScript, with the export that it is",
      name: "echo.ts",
      text: `${typescript("mine/a")}\nexport const echo = ${json(wrong)};`,
      origin: "echo.ts (echo)",
      problem: unknownKey,
    },
    {
      title: "when the export is no data",
      name: "echo.ts",
      text: "export function helper(): number { return 1; }",
      origin: "echo.ts (helper)",
      problem: "  (top level): Invalid input: expected object, received function",
    },
    {
      title: "inside a step",
      name: "echo.json",
      text: json({ steps: [{ do: "connect", conection: "main" }] }),
      origin: "echo.json",
      problem:
        '  steps.0.connection: Invalid input: expected string, received undefined\n  steps.0: Unrecognized key: "conection"',
    },
    {
      title: "when its names do not fit together",
      name: "echo.json",
      text: json({ steps: [{ do: "close", on: "mian" }] }),
      origin: "echo.json",
      problem: '  close: expected the name of a connection made before, found "mian"',
    },
  ])("$title", async ({ name, text, origin, problem }) => {
    const folder = folderWith({ [name]: text });
    const error = await errorFor(folder);
    expect(error).toBeInstanceOf(InvalidScenarioError);
    expect(error.message).toBe(`${join(folder, origin)} is not a scenario:\n${problem}`);
  });
});

describe("a module that imports sockspec", () => {
  const define = (changes: object) => `import { defineScenario } from "sockspec";
export const mine = defineScenario(${json(changes)});
`;

  test("gets the sockspec that loads it, whatever is installed beside it", async () => {
    const folder = folderWith({ "mine.ts": define({}), "other.js": define({ id: "mine/two" }) });
    const list = ["list", "scenarios", "--scenarios", folder];
    const { stdout, status } = await sockspec(list);
    expect(stdout).toMatch(/mine\/echo[\s\S]+mine\/two/);
    expect(status).toBe(0);
  });

  test("is refused with the key that is wrong", async () => {
    const folder = folderWith({ "mine.ts": define({ roles: ["friend"] }) });
    const { stderr, status } = await sockspec(["list", "scenarios", "--scenarios", folder]);
    expect(stderr).toMatch(/mine\.ts is not a scenario:\n[\s\S]*roles/);
    expect(status).toBe(2);
  });
});
