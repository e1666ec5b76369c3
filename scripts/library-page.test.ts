import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../harness/host/package/project-root.ts";

test("the program of docs/library.md runs outside of this repository and grades a server", () => {
  const page = readFileSync(join(projectRoot, "docs", "library.md"), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "sockspec-library-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(projectRoot, join(folder, "node_modules", "sockspec"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "grade.ts"), program);

  const words = [
    "--import",
    import.meta.resolve("tsx"),
    "grade.ts",
    join(projectRoot, "impls/cpp"),
  ];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toBe("echo/basic pass\ngrade A\n");
});
