/** Builds the site of docs/ into docs/.vitepress/dist: `npm run docs:site`. */
import { join } from "node:path";
import { $ } from "zx";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { stagePages } from "./site/stage.ts";

const pages = stagePages();
const vitepress = join(projectRoot, "node_modules", ".bin", "vitepress");
await $({ cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] })`${vitepress} build docs`;
console.log(`${pages.length} pages in docs/.vitepress/dist`);
