import { findProgram } from "../host/find-program.ts";
import type { Implementation } from "./manifest.ts";
import { workingFolder } from "./spawn-command.ts";

/**
 * @param path the environment's PATH.
 * @returns the Debian package to install for its program; null where it names none, or the program is there.
 */
export function whyNotInstalled(implementation: Implementation, path: string): string | null {
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

/** Implementations whose programs are there, and sentences about the others. */
interface Installed {
  readonly implementations: readonly Implementation[];
  readonly notes: readonly string[];
}

/**
 * Leaves out what comes with a Debian package of its own that is not installed: nobody asked for it by name.
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
