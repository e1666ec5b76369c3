import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
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
import { projectRoot } from "../choose/bundled-names.ts";

/** Another user than the one who installed the package. */
const otherUser = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

const canChangeUser =
  process.getuid?.() === 0 &&
  spawnSync("setpriv", [...otherUser.slice(1), process.execPath, "--version"]).status === 0;

describe.skipIf(!canChangeUser)("a package that its user may not write to", () => {
  let folder = "";
  let root = "";
  let cache = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sockspec-package-"));
    chmodSync(folder, 0o755);
    root = join(folder, "package");
    cache = join(folder, "cache");
    for (const native of ["impls/one", "containers", "harness/lab/wire/two"]) {
      mkdirSync(join(root, native), { recursive: true });
    }
    writeFileSync(join(root, "package.json"), "{}");
    mkdirSync(cache, { mode: 0o777 });
    chmodSync(cache, 0o777);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    for (const file of ["user-copy.js", "native-programs.js"]) {
      copyFileSync(join(projectRoot, "bin", file), join(folder, file));
    }
    makefile("impls/one", "mkdir -p build && echo made > build/program");
    makefile("harness/lab/wire/two", "mkdir -p build && echo made > build/program");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function makefile(path: string, recipe: string): void {
    writeFileSync(join(root, path, "Makefile"), `build/program:\n\t@${recipe}\n`);
  }

  const nodeWords = (script: string) => [process.execPath, "--input-type=module", "--eval", script];
  const chooseScript = (command: string) =>
    `const { chooseRoot } = await import(${JSON.stringify(join(folder, "user-copy.js"))});` +
    `console.log(await chooseRoot(${JSON.stringify(root)}, ${JSON.stringify(command)}));`;

  function choose(command: string, user: readonly string[] = otherUser) {
    const [program = "", ...rest] = [...user, ...nodeWords(chooseScript(command))];
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    const { stdout, stderr } = spawnSync(program, rest, { env, cwd: folder, encoding: "utf8" });
    return { chosen: stdout.trim(), stderr };
  }

  test("is copied to the user's cache once, and its native programs are built there", () => {
    const { chosen, stderr } = choose("run");
    expect(chosen.startsWith(join(cache, "sockspec"))).toBe(true);
    expect(existsSync(join(chosen, "impls/one/build/program"))).toBe(true);
    expect(existsSync(join(chosen, "harness/lab/wire/two/build/program"))).toBe(true);
    expect(existsSync(join(root, "impls/one/build"))).toBe(false);
    expect(stderr).toContain(`${root} cannot be written to; building native programs in ${chosen}`);
    expect(choose("run")).toEqual({ chosen, stderr: "" });
    makefile("impls/one", "mkdir -p build && echo changed > build/program");
    expect(choose("run").chosen).not.toBe(chosen);
  });

  test.each(["list", "--help", "report"])("is used as it is by %s, which needs none", (command) => {
    expect(choose(command)).toEqual({ chosen: root, stderr: "" });
  });

  test("is used as it is where its programs are built", () => {
    mkdirSync(join(root, "impls/one/build"));
    mkdirSync(join(root, "harness/lab/wire/two/build"));
    expect(choose("run")).toEqual({ chosen: root, stderr: "" });
  });

  test("is used as it is by whoever may write to it", () => {
    expect(choose("run", ["env"])).toEqual({ chosen: root, stderr: "" });
  });

  test("leaves nothing half made, and says why, where a program cannot be built", () => {
    makefile("impls/one", "echo no compiler >&2; false");
    const { chosen, stderr } = choose("run");
    expect(chosen).toBe(root);
    expect(stderr).toContain("no compiler");
    expect(readdirSync(join(cache, "sockspec"))).toEqual([]);
  });

  test("leaves nothing half made where it is interrupted", async () => {
    const started = join(cache, "started");
    makefile("impls/one", `touch ${started}; sleep 60`);
    const signals = join(folder, "early-signals.js");
    copyFileSync(join(projectRoot, "bin", "early-signals.js"), signals);
    const watch = `(await import(${JSON.stringify(signals)})).watchEarlySignals();`;
    const [program = "", ...words] = [...otherUser, ...nodeWords(watch + chooseScript("run"))];
    const env = { ...process.env, XDG_CACHE_HOME: cache, MARKER: folder };
    const child = spawn(program, words, { env, cwd: folder, stdio: "ignore" });
    const ended = once(child, "exit");
    await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
    child.kill("SIGTERM");
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(join(cache, "sockspec"))).toEqual([]);
    expect(await awaitNoLeftovers(() => findLeftovers(`MARKER=${folder}`), 2000)).toEqual([]);
  });
});
