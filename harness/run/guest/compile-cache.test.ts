import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { makeWindow } from "../../lab/fixtures/guest-window.ts";
import { runInGuest } from "../../lab/fixtures/run-in-guest.ts";
import { withCompileCache } from "./compile-cache.ts";

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
