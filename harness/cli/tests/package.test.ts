import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { makeProject, userEnvironment } from "../fixtures/packed.ts";
import { echoScript } from "../fixtures/sockspec.ts";

const packed = inject("packed");
const installed = join(packed.installed, "node_modules", "sockspec");
const other = 65_534;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  [program = "", ...words]: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Ran {
  const options = { cwd, env: { ...environment }, encoding: "utf8", timeout: 240_000 } as const;
  const { status, stdout, stderr } = spawnSync(program, words, options);
  return { status, stdout, stderr };
}

describe("the tarball", () => {
  test("is smaller than 5 MB", () => {
    expect(statSync(packed.tarball).size).toBeLessThan(5_000_000);
  });

  test("holds what was compiled, and neither sources nor tests", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
    expect(files.filter((path) => /\.test\.|(^|\/)fixtures(\/|$)/.test(path))).toEqual([]);
    for (const program of ["wire/observer/build/observer", "enter/build/enter"]) {
      expect(files).toContain(join("dist", "harness", "lab", program));
    }
  });

  test("depends on no runtime under test, and on nothing that development alone needs", () => {
    const own = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const names = readdirSync(join(packed.installed, "node_modules"));
    expect(names).toEqual(expect.arrayContaining(Object.keys(own.dependencies)));
    for (const name of ["node", "deno", "bun", "tsx", "typescript", "vitest", "testcontainers"]) {
      expect(names).not.toContain(name);
    }
  });

  test("has a file for every entry of its exports, and for the types of each", () => {
    const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const paths = Object.values<string | Record<string, string>>(exports).flatMap((entry) =>
      typeof entry === "string" ? [entry] : Object.values(entry),
    );
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.map((path) => join(installed, path.replace("*", "run.schema.json")))).toSatisfy(
      (files: string[]) => files.every(existsSync),
    );
  });
});

describe("a package that is installed", () => {
  test("types a user's configuration", () => {
    const config = `import { defineConfig } from "sockspec";
      export default defineConfig({ networks: ["clean"], profile: "quick" });
      // @ts-expect-error: no such profile
      defineConfig({ profile: "slow" });`;
    const options = { strict: true, module: "nodenext", noEmit: true, skipLibCheck: false };
    using project = makeProject(
      packed,
      {
        "package.json": '{ "type": "module" }',
        "sockspec.config.ts": config,
        "tsconfig.json": JSON.stringify({ compilerOptions: { ...options, types: ["node"] } }),
      },
      ["@types"],
    );
    const tsc = join(projectRoot, "node_modules", ".bin", "tsc");
    const { status, stdout } = run([tsc, "-p", "."], project.folder, project.environment);
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test("reads a configuration in TypeScript and a protocol of the user's own", () => {
    const protocol = readFileSync(join(projectRoot, "docs", "examples", "memcached.ts"), "utf8");
    using project = makeProject(packed, {
      "package.json": '{ "type": "module" }',
      "sockspec.config.ts": `import { defineConfig } from "sockspec";
        export default defineConfig({ protocols: ["./memcached.ts"], networks: ["clean"] });`,
      "memcached.ts": protocol,
    });
    const { status, stdout } = run(["sockspec", "config"], project.folder, project.environment);
    expect(stdout).toMatch(/--network +clean +sockspec\.config\.ts:2/);
    expect(status).toBe(0);
    const words = ["sockspec", "list", "scenarios", "--protocol", "./memcached.ts"];
    const listed = run(words, project.folder, project.environment);
    expect(listed.stdout).toMatch(/echo\/basic/);
    expect(listed.status).toBe(0);
  });

  test("grades bundled servers of other languages where they lie", () => {
    using project = makeProject(packed);
    const words = ["sockspec", "run", "cpp", "node", "-t", "echo/basic", "-t", "loss/handshake"];
    const { status, stdout } = run(words, project.folder, project.environment);
    expect(stdout).toMatch(/✓ cpp echo\/basic/);
    expect(stdout).toMatch(/✓ node echo\/basic/);
    expect(status).toBe(0);
  });

  test("grades on an impaired link, in a guest kernel where this machine's cannot impair", () => {
    using project = makeProject(packed);
    const words = ["sockspec", "run", "cpp", "-t", "echo/basic", "--network", "lte"];
    const { status, stdout } = run(words, project.folder, project.environment);
    expect(stdout).toMatch(/✓ cpp echo\/basic.* lte/);
    expect(status).toBe(0);
  });

  test("catches a fault by its self-test", () => {
    using project = makeProject(packed);
    const words = ["sockspec", "self-test", "zero-is-end-of-file"];
    const { status, stdout } = run(words, project.folder, project.environment);
    expect(stdout).toMatch(/, 0 problems\n/);
    expect(status).toBe(0);
  });

  test("says what is missing where the container lab's package is not installed", () => {
    using project = makeProject(packed);
    const words = ["sockspec", "run", "--image", "nothing:1", "-t", "echo/basic"];
    const { status, stderr } = run(words, project.folder, project.environment);
    expect(stderr).toMatch(/npm install --save-dev testcontainers@12/);
    expect(status).toBe(3);
  });
});

describe("installed into an empty folder", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sockspec-empty-"));
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const installers = {
    npm: ["npm", "install", "--no-audit", "--no-fund"],
    pnpm: [join(projectRoot, "node_modules", ".bin", "pnpm"), "add"],
  };
  const isRoot = process.getuid?.() === 0;
  const otherWords = ["setpriv", `--reuid=${other}`, `--regid=${other}`, "--clear-groups"];

  /** @param as words that change the user. */
  function prepare(uid: number): Readonly<Record<string, string>> {
    const home = join(folder, "home");
    mkdirSync(home);
    chownSync(folder, uid, uid);
    chownSync(home, uid, uid);
    return { ...userEnvironment(), HOME: home };
  }

  test.each(["npm", "pnpm"] as const)("by %s, it grades a server", (installer) => {
    const environment = prepare(process.getuid?.() ?? 0);
    expectToGrade(installers[installer], [], environment);
  });

  test.skipIf(!isRoot).each(["npm", "pnpm"] as const)(
    "by %s, it grades a server for another user than root",
    (installer) => {
      expectToGrade(installers[installer], otherWords, prepare(other));
    },
  );

  test.skipIf(!isRoot)(
    "by root, it grades a server for another user, and writes nothing there",
    () => {
      const environment = prepare(0);
      expect(run([...installers.npm, packed.tarball], folder, environment).status).toBe(0);
      const work = join(folder, "work");
      mkdirSync(work);
      chownSync(work, other, other);
      const home = { ...environment, HOME: work };
      expectToRun([...otherWords, join(folder, "node_modules/.bin/sockspec")], work, home);
      expect(readdirSync(work).sort()).toEqual(["results", "server.cjs"]);
    },
  );

  function expectToGrade(
    install: readonly string[],
    user: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): void {
    const added = run([...user, ...install, packed.tarball], folder, environment);
    expect(added.status, added.stdout + added.stderr).toBe(0);
    const doctor = run([...user, "npx", "sockspec", "doctor"], folder, environment);
    expect(doctor.stdout).toMatch(/✓ native programs +came with the package/);
    expectToRun([...user, "npx", "sockspec"], folder, environment);
  }

  function expectToRun(
    sockspec: readonly string[],
    cwd: string,
    environment: Readonly<Record<string, string>>,
  ): void {
    writeFileSync(join(cwd, "server.cjs"), echoScript.replace("argv[1]", "argv[2]"));
    const words = ["run", "-t", "echo/basic", "--", "node", "server.cjs", "{port}"];
    const graded = run([...sockspec, ...words], cwd, environment);
    expect(graded.stdout, graded.stderr).toMatch(/✓ server-cjs echo\/basic/);
    expect(graded.status).toBe(0);
  }
});

test("an older Node is told which one is needed", ({ skip }) => {
  const old = ["/usr/bin/node", "/usr/local/bin/node"].find(
    (path) =>
      existsSync(path) &&
      Number(/^v(\d+)/.exec(run([path, "--version"], "/", {}).stdout)?.[1]) < 24,
  );
  skip(old === undefined, "this machine has no Node older than 24");
  using project = makeProject(packed);
  // The launcher looks for a newer one above itself, and this repository has one.
  const bin = join(project.folder, "bin");
  cpSync(join(installed, "bin"), bin, { recursive: true });
  const words = [old ?? "", join(bin, "sockspec.js"), "doctor"];
  const { status, stderr } = run(words, project.folder, project.environment);
  expect(stderr).toMatch(
    /^sockspec: expected Node 24 or newer, found v\d+\S* at \S+\. Install one, /,
  );
  expect(status).toBe(3);
});
