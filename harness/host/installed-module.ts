import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

/**
 * Where a module of a user's own lies on a host that has a harness of its own: by its content, because an image
 * is found again by the contents of its files.
 *
 * @param file absolute path on this machine.
 * @returns relative to the folder of the harness.
 */
export function installedModule(file: string): string {
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  return join("own", `${digest}${extname(file)}`);
}
