/** Writes the pages under docs/ that derive from data: `npm run docs`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { docsPages } from "./docs-pages.ts";

for (const [path, text] of await docsPages()) {
  const file = join(projectRoot, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
