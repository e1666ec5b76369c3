import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { which } from "zx";
import { missingPackages } from "./missing-packages.ts";

const script = join(import.meta.dirname, "install.ts");
const folder = mkdtempSync(join(tmpdir(), "sockspec-install-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs with these programs and no others, without apt-get among them. */
function install(programs: readonly string[], options: readonly string[]) {
  const path = mkdtempSync(join(folder, "path-"));
  for (const program of ["bash", "sh", ...programs]) {
    symlinkSync(which.sync(program), join(path, program));
  }
  const words = ["--import", import.meta.resolve("tsx"), script, ...options];
  return spawnSync(process.execPath, words, {
    env: { HOME: process.env["HOME"], PATH: path },
    encoding: "utf8",
  });
}

test("where packages are missing and cannot be installed, the command to type is printed", () => {
  const { status, stderr } = install(["unshare", "nsenter"], []);
  expect(stderr).toMatch(
    /^sockspec: missing .*\bg\+\+ make\b.*\. Install with:\n {2}sudo apt-get update && sudo apt-get install --yes .*\bg\+\+ make\b.*\n$/,
  );
  expect(stderr).not.toContain("util-linux");
  expect(stderr).not.toContain("chromium");
  expect(status).toBe(3);
});

test("Ubuntu is asked for no package that it does not have", () => {
  const { PATH } = process.env;
  onTestFinished(() => {
    process.env["PATH"] = PATH;
  });
  process.env["PATH"] = mkdtempSync(join(folder, "path-"));
  const purposes = { forTests: false, withEngine: false };
  const missing = (distributions: readonly string[]) =>
    missingPackages(purposes, distributions).includes("user-mode-linux");
  expect(missing(["ubuntu", "debian"])).toBe(false);
  expect(missing(["debian"])).toBe(process.arch === "x64");
});

test("tests and engines have needs of their own", () => {
  const { stderr } = install([], ["--for-tests", "--with-engine"]);
  expect(stderr).toMatch(/chromium libxml2-utils.*mmdebstrap/);
});

test("where everything is there, nothing is printed", () => {
  const { PATH = "" } = process.env;
  const words = ["--import", import.meta.resolve("tsx"), script];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    env: { PATH },
    cwd: dirname(folder),
    encoding: "utf8",
  });
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
});
