import { lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWatcher } from "./watcher.ts";

/** `sun_path` of struct sockaddr_un on Linux has 108 bytes, of which a terminated path fills 107 (unix(7)). */
export const socketPathBytesMost = 107;

/** What a path in the folder may need beside the folder's own name. */
const nameBytesMost = 30;

/** A folder for the sockets of one case. Whatever is in it is removed with it. */
interface SocketFolder extends Disposable {
  readonly path: string;
}

/**
 * Makes a folder whose path leaves room for that of a socket. A shell watches a pipe to this process
 * and removes it when the pipe breaks, so that `kill -9` leaves nothing behind.
 */
export function makeSocketFolder(): SocketFolder {
  const path = mkdtempSync(join(shortFolder(tmpdir()), "sockspec-"));
  const watcher = startWatcher('read -r word || rm -rf -- "$1"', path);
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
      watcher.end();
    },
  };
}

function shortFolder(folder: string): string {
  const most = socketPathBytesMost - nameBytesMost - "/sockspec-XXXXXX".length;
  return Buffer.byteLength(folder) <= most ? folder : "/tmp";
}

/**
 * @param bytes how long the whole path is to be. Default: as short as it can be.
 * @param name what the file's name begins with, in at most ten letters.
 * @returns the path of a socket in the folder.
 */
export function socketPathIn(folder: string, bytes?: number, name = "socket"): string {
  const shortest = join(folder, name);
  const missing = (bytes ?? 0) - Buffer.byteLength(shortest);
  return missing <= 0 ? shortest : `${shortest}${"-".repeat(missing)}`;
}

/** @returns whether the file at the path is a socket, whoever listens there. */
export function isSocketAt(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true;
}
