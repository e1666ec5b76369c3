import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { loadFaults } from "../harness/implementation/faults.ts";
import { bundledNetworks } from "../harness/network/profiles.ts";
import { catalogue } from "../scenarios/catalogue.ts";
import { docsPages } from "./docs-pages.ts";

const pages = [...(await docsPages())];

describe("the pages under docs/ that derive from data", () => {
  test.each(pages)("%s is what npm run docs writes", (path, text) => {
    const file = join(projectRoot, path);
    expect(existsSync(file), `${path} is missing: run npm run docs`).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("there is no page of a scenario that does not exist", () => {
    const written = readdirSync(join(projectRoot, "docs", "scenarios"));
    const expected = pages
      .map(([path]) => path)
      .filter((path) => path.startsWith("docs/scenarios"));
    expect(written.map((name) => `docs/scenarios/${name}`).sort()).toEqual([...expected].sort());
  });

  test("README.md and CHANGELOG.md have the right numbers of scenarios, checks, faults and networks", () => {
    const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
    const changelog = readFileSync(join(projectRoot, "CHANGELOG.md"), "utf8");
    const families = join(projectRoot, "impls", "faulty");
    const faults = readdirSync(families).flatMap((family) => loadFaults(join(families, family)));
    const levels = catalogue.flatMap(({ checks }) => checks.map(({ level }) => level));
    const must = levels.filter((level) => level === "MUST").length;
    const split = `${must} MUST and ${levels.length - must} SHOULD`;
    expect(readme).toContain(`${catalogue.length} scenarios contain ${levels.length} checks`);
    expect(readme).toContain(split);
    expect(readme).toContain(`the ${faults.length} deliberate faults`);
    expect(changelog).toContain(`- ${catalogue.length} scenarios`);
    expect(changelog).toContain(`${faults.length} named faults`);
    expect(changelog).toContain(`${bundledNetworks().length} link profiles`);
  });
});
