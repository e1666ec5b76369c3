import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** @returns the absolute path of a program as `execvp` would find it, or null. */
export function findProgram(program: string, folder: string, path: string): string | null {
  const candidates = program.includes("/")
    ? [resolve(folder, program)]
    : path.split(delimiter).map((entry) => join(resolve(folder, entry), program));
  return candidates.find(isExecutable) ?? null;
}

/** @returns a PATH with the folders of system programs, which a user's often lacks. */
export function withSystemFolders(path: string | undefined): string {
  return [path ?? "", "/usr/sbin", "/sbin"].join(delimiter);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
