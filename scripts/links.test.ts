import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../harness/host/package/project-root.ts";

const pages = globSync(["*.md", "docs/**/*.md"], { cwd: projectRoot }).map((path) =>
  join(projectRoot, path),
);

/** @returns the anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  const headings = readFileSync(page, "utf8").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** @returns the links to other pages of the project that lead nowhere. */
function brokenLinks(page: string): readonly string[] {
  const text = readFileSync(page, "utf8").replaceAll(/```[\s\S]*?```/g, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
}

test.each(pages.map((page) => relative(projectRoot, page)))(
  "every link of %s leads to a page",
  (path) => {
    expect(brokenLinks(join(projectRoot, path))).toEqual([]);
  },
);
