import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => basename(path) === "Makefile" && !path.includes("node_modules"))
      .sort()
      .map((path) => join(folder, dirname(path))),
  );
}
