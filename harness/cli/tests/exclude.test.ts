import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const cpp = ["run", "cpp", "--lab", "loopback", "--jobs", "1"];

describe("scenarios that are left out", () => {
  test("are not run, and every report names them", async () => {
    using workspace = makeWorkspace();
    const file = (name: string) => join(workspace.folder, name);
    const formats = ["json", "junit", "ctrf", "tap", "markdown", "html"];
    const reporter = formats.map((name) => `${name}=${file(name)}`).join(",");
    const chosen = ["-t", "length/", "-t", "!length/oversize", "--exclude", "length/*poison*"];
    const args = [
      ...cpp,
      ...chosen,
      "--reporter",
      `line,${reporter}`,
      "--output",
      workspace.folder,
    ];
    const { status, stdout } = await sockspec(args);
    expect(stdout).toContain("✓ cpp length/zero");
    expect(stdout).not.toMatch(/[✓✗] cpp length\/(oversize|poison)/);
    const ids = ["length/oversize", "length/poison-after-good", "length/poison-with-junk"];
    expect(stdout).toContain(`left out on request: ${ids.join(", ")}\n`);
    for (const name of formats) {
      const report = readFileSync(file(name), "utf8").replaceAll("\\", "");
      expect(
        ids.filter((id) => !report.includes(id)),
        name,
      ).toEqual([]);
    }
    expect(workspace.journal()[0]).toMatchObject({ excluded: ids });
    const published = await sockspec(["scoreboard", workspace.run(), "--output", file("board")]);
    expect(published.stderr).toContain("was filtered with --exclude");
    expect(published.status).not.toBe(0);
    expect(status).toBe(0);
  });

  test("that are all there are leave nothing to run", async () => {
    const { status, stderr } = await sockspec([...cpp, "-t", "echo/basic", "--exclude", "echo/"]);
    expect(stderr).toContain("nothing is left: --exclude leaves out all of echo/basic.");
    expect(status).toBe(4);
  });

  test("that are very many are counted", async () => {
    const { status, stderr } = await sockspec([...cpp, "-t", "!*"]);
    expect(stderr).toMatch(/--exclude leaves out \S+, \S+, \S+ and \d+ more\.$/m);
    expect(status).toBe(4);
  });

  test("that do not exist are bad usage", async () => {
    const { status, stderr } = await sockspec([...cpp, "--exclude", "leak/soka"]);
    expect(stderr).toContain('There is no scenario "leak/soka". Did you mean "leak/soak"');
    expect(status).toBe(2);
  });
});

describe("--name", () => {
  test("names the server in the report, and in the command that repeats a case", async () => {
    using workspace = makeWorkspace();
    const args = ["run", "-t", "echo/basic", "--lab", "loopback", "--output", workspace.folder];
    const { stdout } = await sockspec([...args, "--name", "my-echo", "--", "false", "{port}"]);
    expect(stdout).toContain("? my-echo echo/basic");
    expect(stdout).toMatch(/run -t echo\/basic --lab loopback --name my-echo --seed 1 -- false/);
  });

  test.each([
    {
      args: ["cpp", "node", "--name", "x"],
      message: "--name: expected one implementation, found cpp, node",
    },
    {
      args: ["cpp", "--name", "My Echo"],
      message:
        '--name: expected lower-case letters, digits and hyphens, such as my-echo, found "My Echo"',
    },
  ])("is refused: $args", async ({ args, message }) => {
    const { status, stderr } = await sockspec(["run", ...args]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test("of 230 characters is shortened, and so is that of a manifest", async () => {
    using workspace = makeWorkspace();
    const long = "x".repeat(230);
    const manifest = {
      name: long,
      role: "server",
      protocols: ["framed"],
      command: ["false"],
      claims: [],
    };
    const folder = workspace.implementation("long", manifest);
    const { status } = await sockspec([
      "run",
      folder,
      "-t",
      "echo/basic",
      "--lab",
      "loopback",
      "--output",
      workspace.folder,
    ]);
    expect(status).toBe(3);
    const cases = workspace.journal().filter(({ type }) => type === "case");
    expect(cases[0]?.["implementation"]).toMatch(/^x{51}-[0-9a-f]{8}$/);
  });
});
