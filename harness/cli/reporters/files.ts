import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../host/folder.ts";
import { UsageError } from "../exit-status.ts";
import type { FileRequest } from "./requests.ts";

/**
 * Makes the folders of files that are to be written when the run has ended, and looks whether they
 * can be.
 *
 * @throws {UsageError} now, for nobody wants to hear it after an hour.
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
      const found = describeCause(cause);
      throw new UsageError(
        `The reporter ${name} cannot write ${path}: ${found}. Name a file in another folder.`,
        { cause },
      );
    }
  }
}

export function writeReport(path: string, text: string): void {
  makeFolder(dirname(path));
  writeFileSync(path, text);
}

/** @returns such as `EACCES`, or the message of what has no code. */
export function describeCause(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
}
