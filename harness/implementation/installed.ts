import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProgram } from "../host/find-program.ts";
import type { Implementation } from "./manifest.ts";
import { workingFolder } from "./spawn-command.ts";

/**
 * @param path the environment's PATH.
 * @returns the package to install for it, by Debian's or by npm's name; null where it names none, or all is there.
 */
export function whyNotInstalled(implementation: Implementation, path: string): string | null {
  return whyNoProgram(implementation, path) ?? whyNoModule(implementation, path);
}

function whyNoProgram(implementation: Implementation, path: string): string | null {
  const { debianPackage, command } = implementation;
  const { program = command[0] ?? "" } = implementation;
  if (
    debianPackage === undefined ||
    findProgram(program, workingFolder(implementation), path) !== null
  ) {
    return null;
  }
  return `${program} is not installed (apt install ${debianPackage})`;
}

function whyNoModule({ npmPackages = [], folder }: Implementation, path: string): string | null {
  const missing = npmPackages.filter(
    (name) => findProgram(name, folder, path) === null && !isModuleFor(folder, name),
  );
  return missing.length === 0
    ? null
    : `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not installed (npm install ${missing.join(" ")})`;
}

/** Looks where Node does: in `node_modules` beside a module and in every folder above. */
function isModuleFor(folder: string, name: string): boolean {
  const above = dirname(folder);
  return (
    existsSync(join(folder, "node_modules", name)) || (above !== folder && isModuleFor(above, name))
  );
}

/** Implementations whose programs are there, and sentences about the others. */
interface Installed {
  readonly implementations: readonly Implementation[];
  readonly notes: readonly string[];
}

/**
 * Leaves out what needs a package of Debian or npm that is not installed: nobody asked for it by name.
 *
 * @param path the environment's PATH.
 */
export function installedAmong(all: readonly Implementation[], path: string): Installed {
  const examined = all.map((implementation) => ({
    implementation,
    why: whyNotInstalled(implementation, path),
  }));
  return {
    implementations: examined
      .filter(({ why }) => why === null)
      .map(({ implementation }) => implementation),
    notes: examined.flatMap(({ implementation, why }) =>
      why === null ? [] : [`without ${implementation.name}: ${why}`],
    ),
  };
}
