import { delimiter, join } from "node:path";
import { withSystemFolders } from "../../host/find-program.ts";
import { implsFolder, modulesFolder } from "../../host/package/native-root.ts";
import { loadManifest } from "../../implementation/load-manifest.ts";
import type { Implementation } from "../../implementation/manifest.ts";

export function loadBundled(name: string): Implementation {
  return loadManifest(join(implsFolder(), name));
}

export function isBundled(implementation: Implementation): boolean {
  return implementation.folder.startsWith(implsFolder());
}

/** @returns this process's environment for its children, with the folders of `ip` and `ss` on PATH. */
export function toolEnvironment(): Readonly<Record<string, string>> {
  return { ...plainEnvironment(), PATH: withSystemFolders(process.env["PATH"]) };
}

/** Adds the runtimes of npm: those that a clone pins, or those that are installed beside the package. */
export function pinnedEnvironment(): Readonly<Record<string, string>> {
  const environment = toolEnvironment();
  const modules = modulesFolder();
  const folders = modules === undefined ? [] : [join(modules, ".bin")];
  return { ...environment, PATH: [...folders, environment["PATH"]].join(delimiter) };
}

/** @returns the environment to run them in: with the pinned runtimes where all are bundled. */
export function environmentFor(
  implementations: readonly Implementation[],
): Readonly<Record<string, string>> {
  return implementations.every(isBundled) ? pinnedEnvironment() : toolEnvironment();
}

function plainEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
