import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelCache, recipeDigest } from "./recipe.ts";

/** A kernel with virtual time that was built on this machine. */
export interface VirtualKernel {
  /** Absolute path of its program. */
  readonly program: string;
  /** As `uname --kernel-release` prints it in the guest. */
  readonly release: string;
  /** Version of Debian's package `linux-source-6.12` that it was built from. */
  readonly source: string;
  /** The first 12 hexadecimal digits of the SHA-256 of the project's patch and configuration. */
  readonly recipe: string;
  /** SHA-256 of its program, in hexadecimal. */
  readonly sha256: string;
}

/** Names in a kernel's folder. The record is written last. */
export const builtFiles = { program: "linux", record: "kernel.json" } as const;

/** @returns the folder of the kernel that is built from a version of the source. */
export function kernelFolder(
  environment: Readonly<Record<string, string>>,
  source: string,
): string {
  return join(
    kernelCache(environment),
    `${recipeDigest()}-${source.replaceAll(/[^\w.~+-]/g, "_")}`,
  );
}

/** @returns the kernel in a folder, or null if it was not built to the end. */
export function readKernel(folder: string): VirtualKernel | null {
  const program = join(folder, builtFiles.program);
  const record = join(folder, builtFiles.record);
  if (!existsSync(program) || !existsSync(record)) {
    return null;
  }
  const facts = JSON.parse(readFileSync(record, "utf8")) as Omit<VirtualKernel, "program">;
  return { ...facts, program };
}

/**
 * Finds the kernel for the project's patch and configuration; of several versions of the source, the
 * newest. The source need not be installed any more.
 *
 * @returns null if none has been built.
 */
export function findVirtualKernel(
  environment: Readonly<Record<string, string>>,
): VirtualKernel | null {
  const cache = kernelCache(environment);
  const recipe = recipeDigest();
  const folders = existsSync(cache) ? readdirSync(cache) : [];
  const kernels = folders
    .filter((name) => name.startsWith(`${recipe}-`))
    .flatMap((name) => readKernel(join(cache, name)) ?? []);
  const newestFirst = (a: VirtualKernel, b: VirtualKernel) =>
    b.source.localeCompare(a.source, "en", { numeric: true });
  return kernels.sort(newestFirst)[0] ?? null;
}
