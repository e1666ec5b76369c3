import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { awaitNoLeftovers, findLeftovers } from "../../lab/fixtures/leftovers.ts";
import { prebuiltFile } from "./prebuilt.ts";

/** Another user than the one who installed the package. */
const otherUser = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const sameUser: readonly string[] = [];

const canChangeUser =
  process.getuid?.() === 0 &&
  spawnSync("setpriv", [...otherUser.slice(1), process.execPath, "--version"]).status === 0;

let folder = "";
let root = "";
let cache = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-package-"));
  chmodSync(folder, 0o755);
  root = join(folder, "package");
  cache = join(folder, "cache");
  for (const native of ["impls/cpp", "containers/one", "harness/lab/wire/two"]) {
    mkdirSync(join(root, native), { recursive: true });
  }
  mkdirSync(cache, { mode: 0o777 });
  chmodSync(cache, 0o777);
  makefile("containers/one", "mkdir -p build && echo made > build/program");
  makefile("harness/lab/wire/two", "mkdir -p build && echo made > build/program");
  // Built when it is chosen, as its manifest says.
  makefile("impls/cpp", "mkdir -p build && echo made > build/program");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makefile(path: string, recipe: string): void {
  writeFileSync(join(root, path, "Makefile"), `build/program:\n\t@${recipe}\n`);
}

/** A package with a program in place of the probed one, compiled for this machine or for another. */
function prebuild({ arch, status }: { readonly arch: string; readonly status: number }): void {
  writeFileSync(join(root, prebuiltFile), JSON.stringify({ arch }));
  mkdirSync(join(root, "impls/cpp/build"));
  writeFileSync(join(root, "impls/cpp/build/echo"), `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
}

const script = () => `
  const { prepareNative } = await import(${JSON.stringify(join(import.meta.dirname, "native-root.ts"))});
  const controller = new AbortController();
  const { signal } = controller;
  process.on("SIGTERM", () => controller.abort(new Error("interrupted")));
  const onNote = (note) => console.error(note);
  try {
    console.log(await prepareNative({ signal, onNote }, ${JSON.stringify(root)}));
  } catch (error) {
    console.log(error.code, error.message);
  }`;
const words = () => [process.execPath, "--input-type=module", "--eval", script()];

function prepare(user: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const [program = "", ...rest] = [...user, ...words()];
  const env = { ...process.env, XDG_CACHE_HOME: cache, ...environment };
  const { stdout, stderr } = spawnSync(program, rest, { env, cwd: folder, encoding: "utf8" });
  return { chosen: stdout.trim(), stderr: stderr.trim() };
}

const isBuiltIn = (place: string) =>
  ["containers/one", "harness/lab/wire/two"].every((path) =>
    existsSync(join(place, path, "build/program")),
  );

describe("native programs of a clone", () => {
  test("are built in place by whoever may write to it, once, and those of servers are not", () => {
    expect(prepare(sameUser)).toEqual({ chosen: root, stderr: "compiling native programs, once" });
    expect(isBuiltIn(root)).toBe(true);
    expect(existsSync(join(root, "impls/cpp/build"))).toBe(false);
    expect(prepare(sameUser)).toEqual({ chosen: root, stderr: "" });
  });

  test.skipIf(!canChangeUser)("are built in the cache of a user who may not", () => {
    const { chosen, stderr } = prepare(otherUser);
    expect(chosen.startsWith(join(cache, "sockspec"))).toBe(true);
    expect(stderr).toBe(`compiling native programs, once, into ${chosen}`);
    expect(isBuiltIn(chosen)).toBe(true);
    expect(isBuiltIn(root)).toBe(false);
    expect(existsSync(join(chosen, "impls/cpp/Makefile"))).toBe(true);
    expect(prepare(otherUser)).toEqual({ chosen, stderr: "" });
    makefile("containers/one", "mkdir -p build && echo changed > build/program");
    expect(prepare(otherUser).chosen).not.toBe(chosen);
  });
});

describe("native programs of a package", () => {
  test("are used as they came", () => {
    prebuild({ arch: process.arch, status: 2 });
    expect(prepare(sameUser, { PATH: "/nonexistent" })).toEqual({ chosen: root, stderr: "" });
  });

  test.each([
    ["another processor", { arch: "another", status: 2 }],
    ["newer libraries", { arch: process.arch, status: 127 }],
  ])("are compiled in the cache if they came for %s", (_, made) => {
    prebuild(made);
    const { chosen } = prepare(sameUser);
    expect(chosen.startsWith(join(cache, "sockspec"))).toBe(true);
    expect(isBuiltIn(chosen)).toBe(true);
    expect(existsSync(join(chosen, "impls/cpp/build"))).toBe(false);
  });

  test("cannot be compiled without a compiler, and the message says what to install", () => {
    prebuild({ arch: "another", status: 2 });
    const { chosen } = prepare(sameUser, { PATH: "/nonexistent" });
    expect(chosen).toMatch(/^NATIVE_NOT_BUILT Expected make and g\+\+ on PATH, to compile /);
    expect(chosen).toMatch(/found none among \/nonexistent\. .*sudo apt-get install make g\+\+$/);
    expect(existsSync(join(cache, "sockspec"))).toBe(false);
  });

  test("leave nothing half made, and say why, where a program cannot be compiled", () => {
    prebuild({ arch: "another", status: 2 });
    makefile("containers/one", "echo no such header >&2; false");
    const { chosen } = prepare(sameUser);
    expect(chosen).toMatch(/^NATIVE_NOT_BUILT .*could not be compiled: [\s\S]*no such header/);
    expect(readdirSync(join(cache, "sockspec"))).toEqual([]);
  });

  test("leave nothing half made where they are interrupted", async () => {
    prebuild({ arch: "another", status: 2 });
    const started = join(cache, "started");
    makefile("containers/one", `touch ${started}; sleep 60`);
    const [program = "", ...rest] = words();
    const env = { ...process.env, XDG_CACHE_HOME: cache, TMPDIR: folder };
    const child = spawn(program, rest, { env, cwd: folder, stdio: "ignore" });
    const ended = once(child, "exit");
    await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(readdirSync(join(cache, "sockspec"))).toEqual([]);
    expect(await awaitNoLeftovers(() => findLeftovers(`TMPDIR=${folder}`), 2000)).toEqual([]);
  });
});
