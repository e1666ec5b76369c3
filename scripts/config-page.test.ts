import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configKeys, configSchema } from "../harness/cli/config/schema.ts";
import { settings } from "../harness/cli/config/settings.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";

const page = readFileSync(join(projectRoot, "docs", "config.md"), "utf8");

test("the page of the configuration file names every key", () => {
  const named = new Set([...page.matchAll(/`(\$?\w+)`/g)].map(([, name]) => name));
  const keys = configKeys.filter((key) => key !== "$schema");
  expect(keys.filter((key) => !named.has(key))).toEqual([]);
});

test("its example in JSON is a configuration", () => {
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(configSchema.safeParse(JSON.parse(example))).toMatchObject({ success: true });
});

test("every key has an effect: it is an option's, names what is graded, or makes protocols known", () => {
  const others = ["$schema", "implementations", "protocols"];
  expect([...settings.map(({ key }) => key), ...others].sort()).toEqual([...configKeys].sort());
});
