import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../host/package/project-root.ts";
import { userCache } from "../../../host/package/user-cache.ts";

const folder = join(projectRoot, "containers", "guest", "virtual");

/** What the project adds to Debian's source of the kernel; absolute paths. */
export const kernelRecipe = {
  patch: join(folder, "linux-6.12.patch"),
  config: join(folder, "kernel.config"),
} as const;

/** Hexadecimal digits of a digest that name a folder. */
const nameLength = 12;

/** @returns the first 12 hexadecimal digits of the SHA-256 of patch and configuration. */
export function recipeDigest(): string {
  const hash = createHash("sha256");
  for (const path of [kernelRecipe.patch, kernelRecipe.config]) {
    hash.update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, nameLength);
}

/**
 * Set by tests only: a folder instead of the cache, so that what they find does not depend on what was
 * built on their machine.
 */
const testVariable = "SOCKSPEC_TEST_KERNELS";

/** @returns the folder that holds kernels built on this machine. */
export function kernelCache(environment: Readonly<Record<string, string>>): string {
  const forTests = environment[testVariable] ?? "";
  return forTests === "" ? join(userCache(environment), "kernel") : forTests;
}
