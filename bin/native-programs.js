import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** Folders with native programs. Rules that several makefiles include are named `*.mk`. */
const folders = ["impls", "containers", "harness"];

/**
 * @param {string} root the package's folder.
 * @returns the path of each native program's makefile, in alphabetical order.
 */
export function makefilesOf(root) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((path) => basename(path) === "Makefile" && !path.includes("node_modules"))
      .sort()
      .map((path) => join(root, folder, path)),
  );
}
