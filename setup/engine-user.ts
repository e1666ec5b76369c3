import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "./file-lock.ts";
import { engineFolder, ensureEngine, isEngineKept, stopEngine } from "./private-engine.ts";

/** Each user holds a shared lock on it; a user that can lock it exclusively is the last. */
const users = join(engineFolder, "users");

/**
 * Uses this machine's private engine until the result is disposed of. The engine ends with its last
 * user, unless it was started to be kept.
 *
 * @throws {NoEngineError}
 */
export async function usePrivateEngine(): Promise<AsyncDisposable> {
  await using use = new AsyncDisposableStack();
  if (isWritable(engineFolder)) {
    use.defer(stopUnlessUsed);
    use.use(await lockFile(users, { mode: "shared", wait: true }));
  }
  await ensureEngine();
  return use.move();
}

async function stopUnlessUsed(): Promise<void> {
  await using last = await lockFile(users, { mode: "exclusive", wait: false });
  if (last !== null && !isEngineKept()) {
    await stopEngine();
  }
}

/** A user who may not start the engine may still use it. */
function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
