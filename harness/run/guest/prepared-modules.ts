import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

/** A file in a guest's window: Node loads it in front of all others. */
export const preparedModulesFile = "modules.mjs";

/** What a module imports: by which words, and the URL of the module. */
interface Import {
  readonly specifier: string;
  readonly url: string;
}

/**
 * In a guest every file that is looked for, opened and read takes 0.1 ms, and stripping the types of three
 * hundred modules takes a second. So that is done outside, once for all guests of a process.
 *
 * @param entries modules, as URLs.
 * @returns the text of a module. Where it was imported (`node --import=`), the entries are loaded from it
 *   with all that they import, under their own URLs. What is no ECMAScript module Node finds by itself.
 */
export function prepareModules(entries: readonly string[]): string {
  const sources = new Map<string, string>();
  const packages = new Map<string, string>();
  const waiting = [...entries];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (!sources.has(url)) {
      const source = sourceOf(url);
      sources.set(url, source);
      const imported = importsOf(source, url);
      waiting.push(...imported.map((each) => each.url));
      for (const { specifier, url } of imported.filter((each) => !isRelative(each.specifier))) {
        packages.set(specifier, url);
      }
    }
  }
  return [
    `const sources = new Map(${JSON.stringify(inOrder(sources))});`,
    `const packages = new Map(${JSON.stringify(inOrder(packages))});`,
    loader,
  ].join("\n");
}

function inOrder(entries: ReadonlyMap<string, string>) {
  return [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
}

function sourceOf(url: string): string {
  const text = readFileSync(fileURLToPath(url), "utf8");
  return url.endsWith(".ts") ? withoutTypes(text) : text;
}

/** Node warns of each function that may still change: in a checkout its version is pinned. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Imports of types alone are gone when the types are. */
const imports = /\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g;

/** @returns what is an ECMAScript module; what only looks like an import is left out. */
function importsOf(source: string, importer: string): readonly Import[] {
  return [...source.matchAll(imports)].flatMap(([, specifier = ""]) => {
    const url = isRelative(specifier)
      ? new URL(specifier, importer).href
      : resolvePackage(specifier);
    return url !== null && existsSync(fileURLToPath(url)) && isModule(url)
      ? [{ specifier, url }]
      : [];
  });
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith("./") || specifier.startsWith("../");
}

/** @returns null for a module that is part of Node, and one that is not there. */
function resolvePackage(specifier: string): string | null {
  try {
    const url = import.meta.resolve(specifier);
    return url.startsWith("file:") ? url : null;
  } catch {
    return null;
  }
}

function isModule(url: string): boolean {
  if (!/\.[jt]s$/.test(url)) {
    return url.endsWith(".mjs");
  }
  const file = findPackageJSON(url);
  return file !== undefined && JSON.parse(readFileSync(file, "utf8")).type === "module";
}

const loader = `import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const isRelative = specifier.startsWith("./") || specifier.startsWith("../");
    const url = isRelative
      ? new URL(specifier, context.parentURL).href
      : (packages.get(specifier) ?? specifier);
    return sources.has(url) ? { url, format: "module", shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    const source = sources.get(url);
    return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
  },
});
`;
