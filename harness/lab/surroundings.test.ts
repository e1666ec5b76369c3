import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { inUsersLocale, plainLocale } from "./surroundings.ts";

test.each([
  [{}, ""],
  [{ LC_ALL: "de_DE.UTF-8" }, "de_DE.UTF-8"],
  [{ LC_ALL: "" }, ""],
])("a command behind our tools has the user's locale: %o", (environment, expected) => {
  const [env = "", ...words] = inUsersLocale({ cwd: "/tmp", environment });
  const { stdout } = spawnSync(env, [...words, "sh", "-c", 'echo "$PWD $LC_ALL"'], {
    env: { PATH: "/usr/bin:/bin", ...environment, ...plainLocale },
    encoding: "utf8",
  });
  expect(stdout).toBe(`/tmp ${expected}\n`);
});
