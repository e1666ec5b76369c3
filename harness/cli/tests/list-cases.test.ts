import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const run = ["run", "cpp", "node", "--lab", "loopback", "-t", "echo/basic", "-t", "length/zero"];

describe("--list", () => {
  test("prints the cases that would run, runs none and stores nothing", async () => {
    using workspace = makeWorkspace();
    const args = [...run, "--repeat-each", "3", "--list", "--output", workspace.folder];
    const { status, stdout, stderr } = await sockspec(args);
    expect(stdout).toBe(
      [
        "cpp   echo/basic   clean  × 3",
        "node  echo/basic   clean  × 3",
        "cpp   length/zero  clean  × 3",
        "node  length/zero  clean  × 3",
        "",
        "12 cases of 2 scenarios",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(readdirSync(workspace.folder)).toEqual([]);
  });

  test("says why a case cannot be run", async () => {
    const line = ["run", "cpp", "--lab", "loopback", "-t", "echo/basic", "-n", "lte", "--list"];
    const { stdout } = await sockspec(line);
    expect(stdout).toMatch(/^cpp {2}echo\/basic {2}lte {4}unsupported: .*no wire to impair\n/);
    expect(stdout).toContain("1 case of 1 scenario, of which 1 unsupported");
  });

  test.each([{ where: "standard output" }, { where: "a file" }])(
    "with --json is one document on $where, in the shape of its schema",
    async ({ where }) => {
      using workspace = makeWorkspace();
      const file = join(workspace.folder, "cases.json");
      const json = where === "a file" ? ["--json", file] : ["--json"];
      const excluding = ["--grep-invert", "length/"];
      const { status, stdout } = await sockspec([...run, ...excluding, "--list", ...json]);
      const document = JSON.parse(where === "a file" ? readFileSync(file, "utf8") : stdout);
      const schema = join(projectRoot, "docs", "schemas", "cases.schema.json");
      const validate = new Ajv().compile(JSON.parse(readFileSync(schema, "utf8")));
      expect(validate(document) ? null : validate.errors).toBeNull();
      expect(document).toMatchObject({
        cases: [
          { implementation: "cpp", scenario: "echo/basic", repetition: 1, unsupported: null },
          { implementation: "node", scenario: "echo/basic", network: "clean" },
        ],
        excluded: ["length/zero"],
      });
      expect(status).toBe(0);
    },
  );

  test("lists the pairs of sockspec interop", async () => {
    const line = ["interop", "cpp", "python-client", "-t", "half-close", "--list"];
    const { status, stdout } = await sockspec(line);
    expect(stdout).toMatch(/^python-client-to-cpp {2}interop\/half-close {2}clean$/m);
    expect(status).toBe(0);
  });

  test.each([
    { what: "nothing that there is", args: ["run", "cpp", "-t", "zzzz", "--list"], status: 4 },
    { what: "all left out", args: [...run, "--grep-invert", "*", "--list"], status: 4 },
    { what: "an implementation that there is not", args: ["run", "cppp", "--list"], status: 2 },
  ])("of $what ends with status $status", async ({ args, status }) => {
    expect((await sockspec(args)).status).toBe(status);
  });

  test("is refused beside --resume", async () => {
    const { status, stderr } = await sockspec(["run", "--resume", "any", "--list"]);
    expect(stderr).toContain("so no other selection may accompany it: found --list.");
    expect(status).toBe(2);
  });
});

describe("spellings of other test runners", () => {
  test.each([
    { args: ["-g", "length/zero"], listed: "length/zero" },
    { args: ["--grep", "length/zero"], listed: "length/zero" },
    { args: ["-t", "length/zero", "--grep", "echo/basic"], listed: "echo/basic length/zero" },
    {
      args: ["--grep", "length/", "--grep-invert", "length/*e*"],
      listed: "length/cap length/poison-with-junk",
    },
  ])("$args", async ({ args, listed }) => {
    const line = ["run", "cpp", "--lab", "loopback", ...args, "--list", "--json"];
    const { stdout } = await sockspec(line);
    const { cases } = JSON.parse(stdout) as { cases: readonly { readonly scenario: string }[] };
    expect(cases.map(({ scenario }) => scenario).join(" ")).toBe(listed);
  });
});
