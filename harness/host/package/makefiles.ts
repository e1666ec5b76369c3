import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * @param root the folder of the project.
 * @param within the parts of it to search.
 * @returns the folder of each native program's makefile, relative to the root, in alphabetical order.
 */
export function makefileFolders(
  root: string,
  within: readonly string[] = ["impls", "containers", "harness"],
): readonly string[] {
  return within.flatMap((folder) =>
    // With their types, not every file has to be looked at: there are thousands.
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(({ name, parentPath }) => name === "Makefile" && !parentPath.includes("node_modules"))
      .map(({ parentPath }) => relative(root, parentPath))
      .sort(),
  );
}
