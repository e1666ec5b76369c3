import { accessSync, constants, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describeFileError } from "../../host/file-error.ts";
import { makeFolder } from "../../host/folder.ts";
import { UsageError } from "../exit-status.ts";
import type { FileRequest } from "./requests.ts";

/**
 * Makes the folders of files that are to be written when the run has ended, and looks whether they
 * can be.
 *
 * @throws {UsageError} before the run rather than after it.
 */
export function prepareFiles(files: readonly FileRequest[]): void {
  for (const { name, path } of files) {
    try {
      makeFolder(dirname(path));
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isDirectory() === true) {
        throw new Error("it is a folder");
      }
      accessSync(found === undefined ? dirname(path) : path, constants.W_OK);
    } catch (cause) {
      const found = describeFileError(cause);
      throw new UsageError(
        `The reporter ${name} cannot write ${path}: ${found}. Name a file in another folder.`,
        { cause },
      );
    }
  }
}

export function writeReport(path: string, text: string): void {
  makeFolder(dirname(path));
  try {
    writeFileSync(path, text);
  } catch (cause) {
    // A cut report is worse than none. What is no file, such as /dev/stdout, stays.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) {
      rmSync(path);
    }
    throw cause;
  }
}
