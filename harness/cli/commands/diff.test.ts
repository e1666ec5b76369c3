import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { flakyServer } from "../fixtures/flaky-server.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

describe("sockspec diff", () => {
  test("says what got worse between two runs, and why, with status 1", async () => {
    using workspace = makeWorkspace();
    const output = ["--output", workspace.folder];
    const words = ["run", flakyServer(workspace), "-t", "echo/basic", "--lab", "loopback"];
    await sockspec([...words, ...output]);
    await sockspec([...words, ...output, "--seed", "2"]);
    const runs = readdirSync(workspace.folder).filter((name) => /^\d{4}-/.test(name));
    const [broken = "", good = ""] = runs.sort();

    const worse = await sockspec(["diff", good, join(workspace.folder, broken), ...output]);
    expect(worse.stdout).toContain("seed: 2 → 1");
    expect(worse.stdout).toContain("1 worse\n  flaky echo/basic: pass → fail\n");
    expect(worse.stdout).toContain("+ MUST nothing-beyond: 1 bytes on main that were not owed");
    expect(worse.stdout).toContain("exit status 1: 1 got worse");
    expect(worse.status).toBe(1);

    const better = await sockspec(["diff", broken, good, "--json", ...output]);
    expect(JSON.parse(better.stdout)).toMatchObject({
      schemaVersion: 1,
      worse: false,
      same: 0,
      before: { runId: broken },
      after: { runId: good },
      header: [{ what: "seed", before: "1", after: "2" }],
      situations: [{ change: "better", implementation: "flaky", scenario: "echo/basic" }],
    });
    expect(better.status).toBe(0);
  });

  test("says which run there is not, with status 2", async () => {
    using workspace = makeWorkspace();
    const { status, stderr } = await sockspec(["diff", "one", "two", "--output", workspace.folder]);
    expect(stderr).toContain("Expected a run's folder or its id");
    expect(status).toBe(2);
  });
});
