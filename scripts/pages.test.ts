import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../harness/host/package/project-root.ts";

/** Those that are written by hand. */
const pages = globSync(["*.md", "docs/*.md", "docs/findings/*.md"], { cwd: projectRoot });

/** Merges of two branches that both added a line leave rows in front of a page, or sentences twice. */
test.each(pages)(
  "%s begins with its heading, its rows are in tables, and no line is there twice",
  (page) => {
    const text = readFileSync(join(projectRoot, page), "utf8");
    const lines = text.replaceAll(/```[\s\S]*?```/g, "").split("\n");
    const strayRows = lines.filter(
      (line, index) =>
        line.startsWith("|") &&
        !lines[index - 1]?.startsWith("|") &&
        !/^\|( :?-+:? \|)+$/.test(lines[index + 1] ?? ""),
    );
    const repeated = lines.filter((line, index) => line !== "" && line === lines[index - 1]);
    expect(lines[0]).toMatch(/^# \S/);
    expect({ strayRows, repeated }).toEqual({ strayRows: [], repeated: [] });
  },
);
