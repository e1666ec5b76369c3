import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { projectRoot } from "../host/package/project-root.ts";

export interface Place {
  /** The working directory, from which a printed command is run. */
  readonly folder: string;
  /** The user's PATH. */
  readonly path: string;
  /** The folder of this package. */
  readonly root: string;
}

/** @returns the words that start this program again from where the user is. */
export function invocation(place: Place = here()): readonly string[] {
  const { folder, path, root } = place;
  const program = launcher(root);
  const npmFolder = ancestors(folder).find(
    (above) => existsSync(join(above, "package.json")) || existsSync(join(above, "node_modules")),
  );
  if (npmFolder !== undefined && npxFinds(npmFolder, place)) {
    return ["npx", "sockspec"];
  }
  // npx and npm put these before the user's own PATH.
  const entries = path.split(delimiter).filter((entry) => !/node_modules\/\.bin\/?$/.test(entry));
  const found = entries.map((entry) => join(entry, "sockspec")).find(existsSync);
  if (found !== undefined && isSame(found, program)) {
    return ["sockspec"];
  }
  const near = relative(folder, program);
  return [near.startsWith("..") ? program : `./${near}`];
}

/** The program that a shell starts: in a package, it lies beside the compiled folder. */
export function launcher(root: string = projectRoot): string {
  const inClone = join(root, "bin", "sockspec.js");
  return existsSync(inClone) ? inClone : join(root, "..", "bin", "sockspec.js");
}

export function here(): Place {
  return { folder: process.cwd(), path: process.env["PATH"] ?? "", root: projectRoot };
}

/** Elsewhere npx would ask the registry for a package of that name. */
function npxFinds(folder: string, { root }: Place): boolean {
  const installed = join(folder, "node_modules", ".bin", "sockspec");
  const own = join(folder, "package.json");
  return (
    isSame(installed, launcher(root)) ||
    (isSame(folder, root) && existsSync(own) && nameIn(own) === "sockspec")
  );
}

function nameIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { readonly name?: unknown }).name;
  } catch {
    return null;
  }
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/** @returns a folder and those above it, the nearest first. */
function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
