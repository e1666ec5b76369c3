import { open } from "node:fs/promises";
import { $ } from "zx";

export type LockMode = "shared" | "exclusive";

/**
 * Opens a file, and holds flock(2) on it until the result is disposed of or this process has ended
 * in any way. Node cannot call flock(2), but util-linux's `flock` can for a file that it is handed.
 * Processes started later do not inherit the file.
 *
 * @returns null if another process holds a lock that excludes it, and `wait` is false.
 */
export async function lockFile(
  path: string,
  { mode, wait }: { readonly mode: LockMode; readonly wait: boolean },
): Promise<AsyncDisposable | null> {
  const file = await open(path, "a");
  const options = [`--${mode}`, ...(wait ? [] : ["--nonblock"])];
  const lock = $({ nothrow: true, quiet: true, stdio: ["ignore", "ignore", "inherit", file.fd] });
  const { exitCode } = await lock`flock ${options} 3`;
  if (exitCode === 0) {
    return { [Symbol.asyncDispose]: () => file.close() };
  }
  await file.close();
  if (exitCode === 1 && !wait) {
    return null;
  }
  throw new Error(`Could not lock ${path}: flock ended with status ${exitCode}.`);
}
