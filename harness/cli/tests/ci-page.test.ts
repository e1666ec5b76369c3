import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { parseYaml } from "../fixtures/parse-yaml.ts";
import { sockspec } from "../fixtures/sockspec.ts";
import { formatNames, terminalNames } from "../reporters/format-names.ts";
import { readReporterRequests } from "../reporters/requests.ts";

const page = readFileSync(join(projectRoot, "docs", "ci.md"), "utf8");

/** The blocks of code in one language, in their order. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, code = ""]) =>
    found === language ? [code] : [],
  );
}

const action = parseYaml(readFileSync(join(projectRoot, "action.yml"), "utf8")) as {
  readonly inputs: object;
};

describe("the page on continuous integration", () => {
  test.each(blocks("yaml"))("has YAML that can be read: %#", (code) => {
    expect(parseYaml(code)).toEqual(expect.any(Object));
  });

  test.each(blocks("sh"))("has shell that can be read: %#", (code) => {
    const { status, stderr } = spawnSync("sh", ["-n"], { input: code, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("hands the action only what it takes", () => {
    const names: string[] = [];
    JSON.parse(JSON.stringify(blocks("yaml").map(parseYaml)), (_, value) => {
      if (value?.uses?.startsWith("OWNER/sockspec@")) {
        names.push(...Object.keys(value.with));
      }
      return value;
    });
    expect(names.length).toBeGreaterThan(0);
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(names));
  });

  test("names only options that there are", async () => {
    const helps = await Promise.all(["run", "report"].map((word) => sockspec([word, "--help"])));
    const known = helps.map(({ stdout }) => stdout).join("\n");
    const ours = page.replace(/^.*(npm ci|git clone|sudo).*$/gm, "");
    const named = new Set(
      [...ours.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option),
    );
    expect(named.size).toBeGreaterThan(8);
    expect([...named].filter((option) => !known.includes(`${option} `))).toEqual([]);
  });

  test("names every reporter, and asks only for those that can be had together", () => {
    const table = [...page.matchAll(/^\| (`.*?`) \|/gm)].map(([, names]) => names ?? "").join();
    const names = [...table.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining([...terminalNames, ...formatNames]));
    const asked = [...page.matchAll(/--reporter ([a-z]\S+)/g)].map(([, list]) => list ?? "");
    expect(asked.length).toBeGreaterThan(4);
    for (const list of asked) {
      expect(() => readReporterRequests([list], undefined)).not.toThrow();
    }
  });
});
