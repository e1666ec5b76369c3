import { homedir } from "node:os";
import { join } from "node:path";

/** @returns the folder for what is made once on this machine (XDG Base Directory Specification). */
export function userCache(environment: Readonly<Record<string, string | undefined>>): string {
  const cache = environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache");
  return join(cache, "sockspec");
}
