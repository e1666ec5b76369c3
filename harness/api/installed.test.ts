import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { makeProject } from "../cli/fixtures/packed.ts";
import { projectRoot } from "../host/package/project-root.ts";

const packed = inject("packed");
const examples = "docs/examples/test-runners";
const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");

/** The blocks of a page that say which file they are, and the block of text that follows each. */
function programsOf(page: string) {
  const blocks = /```[jt]s\n\/\/ (\S+)\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```)?/g;
  return [...read(page).matchAll(blocks)].map(([, name = "", program = "", output = ""]) => ({
    ...{ name, program, output },
  }));
}

const server = read(`${examples}/echo-server.js`);

/** Loses the first byte of whatever it reads at once. */
const faulty = server.replace(
  ".pipe(socket);",
  '.on("data", (bytes) => socket.write(bytes.subarray(1))).on("end", () => socket.end());',
);

function run(words: readonly string[], files: Readonly<Record<string, string>>) {
  using project = makeProject(packed, files, ["vitest", "typescript", "@types"]);
  // A link would lead to where it is installed alone, without the runner beside it.
  const own = join(project.folder, "node_modules", "sockspec");
  rmSync(own);
  cpSync(join(packed.installed, "node_modules", "sockspec"), own, { recursive: true });
  const [program = "", ...rest] = words;
  const env = { ...project.environment, NO_COLOR: "1" };
  return spawnSync(program, rest, { cwd: project.folder, env, encoding: "utf8" });
}

const files = { "package.json": '{ "type": "module" }', "echo-server.js": server };

describe("a program of docs/api.md", () => {
  const programs = programsOf("docs/api.md");

  test("is one of four", () => {
    expect(programs.map(({ name }) => name)).toEqual([
      "grade.js",
      "refused.js",
      "greeting.js",
      "judge.js",
    ]);
  });

  test.each(programs)("prints what the page says: $name", ({ name, program, output }) => {
    const { stdout, stderr } = run(["node", name], { ...files, [name]: program });
    expect(stderr).toBe("");
    expect(stdout.split("\n").sort()).toEqual(output.split("\n").sort());
  });
});

describe("an example of docs/test-runners.md", () => {
  const runners: readonly [string, readonly string[]][] = [
    ["vitest.test.ts", ["node", "node_modules/vitest/vitest.mjs", "run", "--reporter=verbose"]],
    ["node.test.js", ["node", "--test"]],
  ];

  test("is a file of the repository, word by word", () => {
    const shown = programsOf("docs/test-runners.md");
    expect(shown.map(({ name }) => name)).toEqual([
      "echo-server.js",
      "vitest.test.ts",
      "node.test.js",
    ]);
    for (const { name, program } of shown) {
      expect(program).toBe(read(`${examples}/${name}`));
    }
  });

  test.each(runners)("%s passes with a good server, on a real link", (name, words) => {
    const { stdout, status } = run(words, { ...files, [name]: read(`${examples}/${name}`) });
    expect(stdout).toContain("close/half-close-drain drained");
    expect(stdout).not.toMatch(/[×✖]/);
    expect(status, stdout).toBe(0);
  });

  test.each(runners)("%s fails with a faulty server, and says why", (name, words) => {
    const grading = read(`${examples}/${name}`).replace(
      'profile: "quick"',
      'select: "half-close-drain"',
    );
    const bad = { ...files, "echo-server.js": faulty, [name]: grading };
    const { stdout, stderr, status } = run(words, bad);
    expect(stdout + stderr).toMatch(/[×✖] .*close\/half-close-drain drained/);
    expect(stdout + stderr).toContain("repeat    npx sockspec run -t close/half-close-drain");
    expect(status).toBe(1);
  });
});

test("the types of the package are whole: its entries compile in a strict project", () => {
  const program = `
    import { defineConfig, defineScenario, judge, run, type RunReport, SockspecError } from "sockspec";
    import { gradeServer as inVitest, type GradeOptions } from "sockspec/vitest";
    import { gradeServer as inNode } from "sockspec/node-test";
    const options: GradeOptions = { command: ["node", "{port}"], inconclusive: "skip" };
    inVitest(options);
    inNode({ ...options, shard: "1/2" });
    const report: RunReport = await run({ implementations: ["cpp"], networks: ["lte"] });
    const letter: "A" | "B" | "C" | "D" | "F" | null | undefined = report.grades[0]?.letter;
    judge("echo/basic", letter).checks.map(({ expected }) => expected.length);
    export default defineConfig({ networks: ["lte"] });
    export const code: string = new SockspecError("", { code: "INVALID_REQUEST" }).code;
    // @ts-expect-error: a scenario has steps.
    defineScenario({ id: "mine/one" });
    // @ts-expect-error: there is no such key.
    await run({ command: [], netwroks: [] });
    // @ts-expect-error: retrying is the runner's.
    inVitest({ command: [], retry: 1 });`;
  const compiler = ["node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict"];
  const options = ["--module", "nodenext", "--target", "es2024", "--types", "node"];
  const { stdout } = run([...compiler, ...options, "use.ts"], { ...files, "use.ts": program });
  expect(stdout).toBe("");
});
