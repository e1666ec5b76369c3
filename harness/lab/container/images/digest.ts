import { createHash, type Hash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Larger files, which are programs, are compared by size and time: reading them all takes 1 s. */
const readBytesMax = 1024 * 1024;

/** @returns 16 digits that change when a file is changed, added or removed. */
export function digestOf(paths: readonly string[], ...words: readonly string[]): string {
  const hash = createHash("sha256");
  for (const word of words) {
    hash.update(`${word}\0`);
  }
  for (const path of paths) {
    addPath(hash, path, "");
  }
  return hash.digest("hex").slice(0, 16);
}

function addPath(hash: Hash, path: string, name: string): void {
  const stats = lstatSync(path);
  hash.update(`${name}\0${stats.mode}\0`);
  if (stats.isDirectory()) {
    for (const entry of readdirSync(path).sort()) {
      addPath(hash, join(path, entry), `${name}/${entry}`);
    }
  } else if (stats.isSymbolicLink()) {
    hash.update(readlinkSync(path));
  } else if (stats.size > readBytesMax) {
    hash.update(`${stats.size} ${stats.mtimeMs}`);
  } else {
    hash.update(readFileSync(path));
  }
}
