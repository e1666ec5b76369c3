import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { loadManifest } from "../implementation/load-manifest.ts";
import type { Implementation } from "../implementation/manifest.ts";

export const projectRoot = join(import.meta.dirname, "..", "..");

const implsFolder = join(projectRoot, "impls");

/** The order in which results are shown; the reference comes first. */
const order = [
  "cpp",
  "node",
  "deno",
  "bun",
  "node-on-deno",
  "node-on-bun",
  "cpp-one-shot",
  "cpp-stream",
  "node-stream",
];

/** @returns the names of the bundled implementations. */
export function bundledNames(): readonly string[] {
  const found = readdirSync(implsFolder).filter((name) =>
    existsSync(join(implsFolder, name, "impl.json")),
  );
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

export function loadBundled(name: string): Implementation {
  return loadManifest(join(implsFolder, name));
}

export function isBundled(implementation: Implementation): boolean {
  return implementation.folder.startsWith(implsFolder);
}

/** What child processes get: the runtimes that the lock file pins, and where `ip` and `ss` are. */
export function toolEnvironment(): Readonly<Record<string, string>> {
  const path = [process.env["PATH"] ?? "", "/usr/sbin", "/sbin"].join(delimiter);
  return { ...plainEnvironment(), PATH: path };
}

/** Adds the pinned runtimes, which bundled implementations are tested with. */
export function pinnedEnvironment(): Readonly<Record<string, string>> {
  const environment = toolEnvironment();
  const pinned = join(projectRoot, "node_modules", ".bin");
  return { ...environment, PATH: [pinned, environment["PATH"]].join(delimiter) };
}

function plainEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
