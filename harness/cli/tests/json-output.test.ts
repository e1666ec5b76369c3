import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const ajv = new Ajv({ allErrors: true });
ajv.addFormat("date-time", true);

/** @returns what the shipped schema has against it; null where nothing. */
function complaints(name: string, document: unknown) {
  const file = join(projectRoot, "docs", "schemas", `${name}.schema.json`);
  const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
  return validate(document) ? null : validate.errors;
}

describe("--json", () => {
  test.each<{ line: string; has: object; lacks?: string }>([
    {
      line: "list",
      has: {
        scenarios: expect.arrayContaining([expect.objectContaining({ id: "echo/basic" })]),
        networks: expect.arrayContaining([expect.objectContaining({ name: "lte" })]),
        implementations: expect.arrayContaining([
          { name: "node", title: expect.any(String), role: "server" },
        ]),
      },
      lacks: "untested",
    },
    { line: "list networks", has: { networks: expect.any(Array) }, lacks: "scenarios" },
    { line: "list --untested", has: { untested: expect.any(Array) }, lacks: "scenarios" },
    {
      line: "explain echo/basic",
      has: {
        scenarios: [
          {
            id: "echo/basic",
            steps: expect.any(Array),
            checks: expect.arrayContaining([expect.objectContaining({ id: "echoed" })]),
          },
        ],
      },
    },
    {
      line: "explain echo/basic --protocol resp",
      has: {
        scenarios: [
          { spoken: { protocol: "resp", exchanges: expect.arrayContaining([expect.anything()]) } },
        ],
      },
    },
    {
      line: "explain length/little-endian --protocol resp",
      has: { scenarios: [{ spoken: { unsupported: "needs the protocol framed" } }] },
    },
  ])("of $line is one document in the shape of its schema", async ({ line, has, lacks }) => {
    const { status, stdout, stderr } = await sockspec([...line.split(" "), "--json"]);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ schemaVersion: 1, ...has });
    expect(Object.keys(document)).not.toContain(lacks);
    expect(complaints(line.split(" ")[0] ?? "", document)).toBeNull();
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("of doctor is one document in the shape of its schema", async () => {
    const { status, stdout } = await sockspec(["doctor", "--json"]);
    const document = JSON.parse(stdout);
    expect(document.findings[0]).toMatchObject({ what: "node", state: "yes" });
    expect(document.works).toBe(status === 0);
    expect(complaints("doctor", document)).toBeNull();
  });

  test("of kernel status is one document in the shape of its schema", async () => {
    const { status, stdout } = await sockspec(["kernel", "status", "--json"]);
    const document = JSON.parse(stdout);
    expect(document.kernels).toMatchObject([{ kernel: "guest" }, { kernel: "virtual" }]);
    expect(complaints("kernels", document)).toBeNull();
    expect(
      complaints("kernels", { schemaVersion: 1, kernels: [{ kernel: "host" }] }),
    ).not.toBeNull();
    expect(status).toBe(0);
  });

  test("of anything else is refused by the schemas", () => {
    expect(complaints("list", { schemaVersion: 2 })).not.toBeNull();
    expect(complaints("explain", { schemaVersion: 1 })).not.toBeNull();
    expect(complaints("doctor", { schemaVersion: 1, works: "yes", findings: [] })).not.toBeNull();
  });
});

describe("a dash for a file", () => {
  const basic = ["run", "cpp", "-t", "echo/basic", "--lab", "loopback"];

  test.each([
    { words: ["--json", "-"], screen: "" },
    { words: ["--reporter", "json=-"], screen: "" },
    { words: ["--reporter", "line", "--json", "-"], screen: "✓ cpp echo/basic" },
  ])("puts the document of $words, and nothing else, on standard output", async (row) => {
    using workspace = makeWorkspace();
    const run = [...basic, ...row.words, "--output", workspace.folder];
    const { status, stdout, stderr } = await sockspec(run);
    expect(JSON.parse(stdout)).toMatchObject({ cases: [{ verdict: "pass" }] });
    expect(stderr).toContain(row.screen);
    expect(stderr).toMatch(row.screen === "" ? /^$/ : /exit status 0: as expected\n$/);
    expect(status).toBe(0);
  });

  test("is standard output for sockspec report too", async () => {
    using workspace = makeWorkspace();
    await sockspec([...basic, "--output", workspace.folder, "--reporter", "silent"]);
    const { runId } = workspace.journal()[0] as { runId: string };
    const report = ["report", join(workspace.folder, runId)];
    const { stdout, stderr } = await sockspec([...report, "--reporter", "dot,html=-"]);
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stderr).toContain("1 case: 1 pass");
  });
});
