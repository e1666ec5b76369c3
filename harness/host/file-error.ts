import { statSync } from "node:fs";
import { dirname } from "node:path";
import { getSystemErrorMessage } from "node:util";
import { messageOf } from "./message-of.ts";

/**
 * Describes why a file could not be read or written.
 *
 * @returns for example `EACCES, permission denied`; the message of what has no code. Names the part
 * of the path that is a file where a folder is needed.
 */
export function describeFileError(cause: unknown): string {
  const { code, errno, path = "" } = cause as NodeJS.ErrnoException;
  if (code === undefined) {
    return messageOf(cause);
  }
  if (code === "EISDIR") {
    return `${code}, it is a folder`;
  }
  const file = code === "ENOTDIR" || code === "EEXIST" ? fileIn(path) : null;
  if (file !== null) {
    return `${code}, ${file} is a file, not a folder`;
  }
  return errno === undefined ? code : `${code}, ${getSystemErrorMessage(errno)}`;
}

/** @returns the longest part of a path that exists and is no folder, or null. */
function fileIn(path: string): string | null {
  for (let part = path; part !== dirname(part); part = dirname(part)) {
    try {
      return statSync(part).isDirectory() ? null : part;
    } catch {
      // It does not exist, so something above it may be the file.
    }
  }
  return null;
}
