import {
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { projectRoot } from "../../harness/host/package/project-root.ts";

/** Where VitePress reads the pages, as docs/.vitepress/config.ts has it. */
const stagedPages = join(projectRoot, "build", "site-pages");

/** Below this are the pages of files that are not under docs/. */
const besides = "repository";

/**
 * Copies docs/ to where VitePress reads it, with every file of the project that a page links to, and that of
 * those pages: Markdown as pages, pictures as they are, sources as pages that show them. GitHub shows the same
 * files without any of this.
 *
 * @returns the paths of the staged pages, relative to the folder that they are staged in.
 * @throws where a page links to a file that is not there.
 */
export function stagePages(): readonly string[] {
  rmSync(stagedPages, { recursive: true, force: true });
  const waiting = globSync("docs/**/*.md", { cwd: projectRoot, exclude: ["docs/.vitepress/**"] });
  const staged = new Map<string, string>();
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (!staged.has(source)) {
      staged.set(source, placeOf(source));
      waiting.push(...stageFile(source));
    }
  }
  return [...staged.values()].filter((path) => path.endsWith(".md"));
}

/** @returns the files that it links to. */
function stageFile(source: string): readonly string[] {
  const target = join(stagedPages, placeOf(source));
  mkdirSync(dirname(target), { recursive: true });
  if (isPicture(source) || isWhole(source)) {
    cpSync(join(projectRoot, source), target);
    return [];
  }
  const text = readFileSync(join(projectRoot, source), "utf8");
  if (extname(source) !== ".md") {
    writeFileSync(target, sourcePage(source, text));
    return [];
  }
  const linked: string[] = [];
  const page = outsideOfCode(text, (part) =>
    part.replaceAll(link, (whole, before: string, address: string, after: string) => {
      const [path = "", anchor] = address.split("#");
      if (path === "" || /^[a-z]+:/.test(address)) {
        return whole;
      }
      const found = fileBehind(join(dirname(source), path));
      linked.push(found);
      const way = relative(dirname(placeOf(source)), placeOf(found));
      const behind = `${anchor === undefined ? "" : `#${anchor}`}${after}`;
      return isWhole(found)
        ? `${before}/${relative("public", placeOf(found))}${behind}{target="_self"}`
        : `${before}${way.startsWith(".") ? way : `./${way}`}${behind}`;
    }),
  );
  writeFileSync(target, page);
  return linked;
}

const link = /(\]\()([^)\s]+)(\))/g;

/** Changes what is neither in a fenced block nor in backticks. */
function outsideOfCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(^```[\s\S]*?^```$|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
}

/** A folder's page is its README. */
function fileBehind(path: string): string {
  const plain = path.replace(/\/$/, "");
  return statSync(join(projectRoot, plain)).isDirectory() ? join(plain, "README.md") : plain;
}

/** @returns where a file of the project lies on the site, relative to its root. */
function placeOf(source: string): string {
  const path = source.startsWith("docs/") ? source.slice("docs/".length) : join(besides, source);
  if (basename(path) === "README.md") {
    return join(dirname(path), "index.md");
  }
  if (isWhole(path)) {
    return join("public", path);
  }
  return extname(path) === ".md" || isPicture(path) ? path : `${path}.md`;
}

/** Reports are pages by themselves, without the site around them; data is for programs. */
function isWhole(path: string): boolean {
  return [".html", ".json", ".csv"].includes(extname(path));
}

function isPicture(path: string): boolean {
  return [".svg", ".png"].includes(extname(path));
}

/** Left out of the search, which is for prose. */
function sourcePage(source: string, text: string): string {
  const language = extname(source).slice(1) || "text";
  const name = { cfg: "ini", hpp: "cpp" }[language] ?? language;
  return `---\nsearch: false\n---\n\n# ${source}\n\n\`\`\`\`${name}\n${text.trimEnd()}\n\`\`\`\`\n`;
}
