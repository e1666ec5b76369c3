import { expect, test } from "vitest";
import { loadBundled, toolEnvironment } from "../cli/choose/bundled.ts";
import { installedAmong } from "./installed.ts";
import type { Implementation } from "./manifest.ts";
import { prepareImplementation } from "./prepare.ts";

const cpp = loadBundled("cpp");
const missing: Implementation = {
  ...cpp,
  name: "absent",
  command: ["no-such-server", "{port}"],
  debianPackage: "no-such-package",
};
const unnamed: Implementation = {
  ...cpp,
  name: "unnamed",
  command: ["no-such-server", "{port}"],
};
const environment = toolEnvironment();
const path = environment["PATH"] ?? "";

test("whose Debian package is not installed is left out, with its name", () => {
  expect(installedAmong([cpp, missing, unnamed], path)).toEqual({
    implementations: [cpp, unnamed],
    notes: ["without absent: no-such-server is not installed (apt install no-such-package)"],
  });
});

test("it is the named program that must be there, where a shell starts it", () => {
  const byShell: Implementation = {
    ...missing,
    command: ["sh", "-c", "exec no-such-server {port}"],
    program: "no-such-server",
  };
  expect(installedAmong([byShell], path).notes).toEqual([
    "without absent: no-such-server is not installed (apt install no-such-package)",
  ]);
});

test("whose npm packages are not installed is left out, with the names of those", () => {
  const served: Implementation = {
    ...cpp,
    npmPackages: ["zod", "no-such-module", "no-such-runtime"],
  };
  expect(installedAmong([served], path).notes).toEqual([
    "without cpp: no-such-module and no-such-runtime are not installed " +
      "(npm install no-such-module no-such-runtime)",
  ]);
  const there: Implementation = { ...cpp, npmPackages: ["zod", "sh"] };
  expect(installedAmong([there], path)).toEqual({ implementations: [there], notes: [] });
});

test("nothing is left out whose program is there", () => {
  const there: Implementation = { ...missing, command: [process.execPath] };
  expect(installedAmong([there], path)).toEqual({ implementations: [there], notes: [] });
});

test("who asks for it by name is told what to install", async () => {
  const { build: _, ...withoutBuild } = missing;
  const options = { environment, signal: AbortSignal.timeout(10_000) };
  expect(await prepareImplementation(withoutBuild, options)).toEqual({
    unusable:
      '"absent" cannot be run: no-such-server is not installed (apt install no-such-package).',
    version: null,
  });
});
