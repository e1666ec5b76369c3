import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { makeWindow } from "../../lab/fixtures/guest-window.ts";
import { runInGuest } from "../../lab/fixtures/run-in-guest.ts";
import { steadyEnvironment, withCompileCache, withOwnCaches } from "./environment.ts";

const environment = toolEnvironment();

test.each(["0", "1000"])(
  "root in a guest finds the cache of user %s, and a driver's",
  async (user) => {
    using window = makeWindow();
    const name = "v24.21.0-x64-964aae3f";
    const cache = join(window.path, `${name}-${user}`);
    mkdirSync(join(cache, `${name}-${user}`), { recursive: true });
    writeFileSync(join(cache, "own"), "its own");
    writeFileSync(join(cache, `${name}-${user}`, "driver"), "a driver's");
    const look = `cd "$NODE_COMPILE_CACHE/${name}-0" && cat own ${name}-0/driver && echo " $1"`;
    const command = withCompileCache(["sh", "-c", look, "sh", "two words"], cache);
    const { stdout, stderr } = await runInGuest(window, "", { environment, command });
    expect(stderr).toBe("");
    expect(stdout).toBe("its owna driver's two words\n");
  },
);

test("without a cache, the command is left as it is", () => {
  // Vitest itself does without one.
  expect(withCompileCache(["node", "a.ts"])).toEqual(["node", "a.ts"]);
});

test("in virtual time programs get of the environment what says where things are, in one order", () => {
  const steady = {
    HOME: "/home/u",
    LANG: "C.UTF-8",
    LD_LIBRARY_PATH: "/opt/lib",
    PATH: "/usr/bin",
  };
  const shell = { _: "/usr/bin/npx", OLDPWD: "/", LC_ALL: "de_DE.UTF-8", GITHUB_RUN_ID: "17" };
  const reversed = Object.fromEntries(Object.entries({ ...shell, ...steady }).reverse());
  expect(JSON.stringify(steadyEnvironment(reversed))).toBe(JSON.stringify(steady));
});

test("in virtual time Deno has a folder of its own, with the modules of the user's", () => {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-caches-"));
  const users = join(folder, "user", "deno");
  for (const name of ["npm", "gen"]) {
    mkdirSync(join(users, name), { recursive: true });
  }
  writeFileSync(join(users, "v8_code_cache_v2"), "differs");
  const own = join(folder, "own");
  const environment = { PATH: "/usr/bin", XDG_CACHE_HOME: join(folder, "user") };
  expect(withOwnCaches(environment, own)).toMatchObject({ ...environment, DENO_DIR: own });
  expect(readdirSync(own)).toEqual(["npm"]);
  expect(realpathSync(join(own, "npm"))).toBe(realpathSync(join(users, "npm")));
  rmSync(folder, { recursive: true });
});
