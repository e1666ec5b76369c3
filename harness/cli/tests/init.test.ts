import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { parseYaml } from "../fixtures/parse-yaml.ts";
import { sockspec } from "../fixtures/sockspec.ts";

const server = `require("net").createServer((s) => s.on("error", () => {}).pipe(s))
  .listen(process.argv[2] ?? process.env.PORT, "0.0.0.0");`;

/** @returns a folder with these files. */
function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

/** Types the answers, a line each. */
function answering(folder: string, answers: readonly string[], ...options: readonly string[]) {
  const typed = ["sh", "-c", `printf '%s\\n' "$TYPED" | "$@"`, "sh"];
  return sockspec(["init", ...options], {
    folder,
    wrapper: typed,
    environment: { TYPED: answers.join("\n") },
  });
}

describe("sockspec init", () => {
  test("asks three questions, again where an answer is none, and writes what run grades", async () => {
    const folder = makeFolder({ "server.js": server });
    const answers = ["", "framd", "stream", "github"];
    const { stdout, stderr, status } = await answering(folder, answers);
    expect(stdout).toMatch(
      /^wrote impl\.json, sockspec\.config\.json, \.github\/workflows\/sockspec\.yml\nNext: \S+ run\n$/,
    );
    expect(stderr).toContain("[node server.js {port}] ");
    expect(stderr.match(/Which protocol does it speak/g)).toHaveLength(2);
    expect(status).toBe(0);
    expect(JSON.parse(read(folder, "impl.json"))).toEqual({
      name: "server-js",
      role: "server",
      protocols: ["stream"],
      command: ["node", "server.js", "{port}"],
      claims: ["many-frames", "concurrent-connections", "half-close"],
    });
    const graded = await sockspec(["run", "-t", "echo/basic", "--lab", "loopback"], { folder });
    expect(graded.stdout).toContain("✓ server-js echo/basic");
    expect(graded.status).toBe(0);
  });

  test("asks nothing with --yes, and tells a server its port where its command does not", async () => {
    const folder = makeFolder({});
    writeFileSync(join(folder, "serve.cjs"), server);
    const words = ["init", "--yes", "--ci", "none", "--", process.execPath, "serve.cjs"];
    const { stdout, stderr, status } = await sockspec(words, { folder });
    expect(stdout).toMatch(
      /^wrote impl\.json, sockspec\.config\.json\nThe command has no \{port\}/,
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(JSON.parse(read(folder, "impl.json"))).toMatchObject({ env: { PORT: "{port}" } });
    const graded = await sockspec(["run", "-t", "echo/basic", "--lab", "loopback"], { folder });
    expect(graded.stdout).toMatch(/^✓ serve-cjs echo\/basic/m);
  });

  test.each([
    {
      file: "package.json",
      text: '{"scripts":{"start":"node lib/x.js"}}',
      has: ["node", "lib/x.js"],
    },
    { file: "package.json", text: '{"scripts":{"start":"vite"}}', has: null },
    { file: "src/server.ts", text: "", has: ["node", "src/server.ts", "{port}"] },
    { file: "Cargo.toml", text: "", has: ["cargo", "run", "--release", "--", "{port}"] },
    { file: "notes.txt", text: "", has: null },
  ])("with --yes, takes $has for the server of $file: $text", async ({ file, text, has }) => {
    const folder = makeFolder({ [file]: text });
    const { stderr, status } = await sockspec(["init", "--yes"], { folder });
    expect(status).toBe(has === null ? 2 : 0);
    expect(stderr).toContain(has === null ? "expected a server here, such as server.js" : "");
    expect(existsSync(join(folder, "impl.json"))).toBe(has !== null);
    expect(has === null ? null : JSON.parse(read(folder, "impl.json")).command).toEqual(has);
  });

  test("writes TypeScript and schemas where the project can import sockspec", async () => {
    const folder = makeFolder({
      "server.ts": "",
      "tsconfig.json": "{}",
      "package.json": '{"devDependencies":{"sockspec":"0.1.0"}}',
      "package-lock.json": "{}",
      ".gitlab-ci.yml": "test: {}",
    });
    mkdirSync(join(folder, "node_modules", ".bin"), { recursive: true });
    symlinkSync(projectRoot, join(folder, "node_modules", "sockspec"));
    symlinkSync("../sockspec/bin/sockspec.js", join(folder, "node_modules", ".bin", "sockspec"));
    const { stdout } = await sockspec(["init", "--yes"], { folder });
    expect(stdout).toContain("wrote impl.json, sockspec.config.ts, .gitlab/sockspec.yml\n");
    expect(stdout).toContain('Add to .gitlab-ci.yml: include: [{ local: ".gitlab/sockspec.yml" }]');
    expect(stdout).toContain("Next: npx sockspec run");
    expect(existsSync(join(folder, JSON.parse(read(folder, "impl.json")).$schema))).toBe(true);
    const config = await sockspec(["config"], { folder });
    expect(config.stdout).toMatch(/^implementations +\. +sockspec\.config\.ts:4$/m);
    expect(config.status).toBe(0);
    expect(parseYaml(read(folder, ".gitlab/sockspec.yml"))).toMatchObject({
      sockspec: {
        before_script: expect.arrayContaining(["npm ci"]),
        script: [expect.stringMatching(/^npx sockspec run --reporter default,junit=/)],
      },
    });
  });

  test("writes a workflow that GitHub can read, for a project without a package.json", async () => {
    const folder = makeFolder({ "server.py": "" });
    await sockspec(["init", "--yes"], { folder });
    const workflow = parseYaml(read(folder, ".github/workflows/sockspec.yml"));
    expect(workflow).toMatchObject({ jobs: { sockspec: { steps: expect.any(Array) } } });
    const text = JSON.stringify(workflow);
    expect(text).toMatch(/npx --yes sockspec@\d+\.\d+\.\d+ run --reporter default,github,/);
    expect(text).not.toMatch(/npm (ci|install)/);
  });

  test("replaces nothing, unless it is told to", async () => {
    const folder = makeFolder({ "server.js": server, "impl.json": "mine" });
    const { status, stderr } = await sockspec(["init", "--yes"], { folder });
    expect(stderr).toContain("init: expected a folder without impl.json, found it. Use --force");
    expect(status).toBe(2);
    expect(read(folder, "impl.json")).toBe("mine");
    expect((await sockspec(["init", "--yes", "--force"], { folder })).status).toBe(0);
    expect(JSON.parse(read(folder, "impl.json"))).toMatchObject({ name: "server-js" });
  });

  test.each([
    { what: "no answers", args: [], message: "expected an answer, found the end of standard" },
    {
      what: "a service that there is not",
      args: ["--ci", "jenkins"],
      message: '--ci: expected github, gitlab, none, found "jenkins"',
    },
    {
      what: "a protocol that there is not",
      args: ["--protocol", "framd"],
      message: "--protocol: expected a name that sockspec list protocols shows",
    },
    { what: "an empty command", args: ["--"], message: "expected the server's command after --" },
  ])("is refused with $what", async ({ args, message }) => {
    const folder = makeFolder({});
    const { status, stderr } = await sockspec(["init", ...args], { folder });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(existsSync(join(folder, "impl.json"))).toBe(false);
  });
});
