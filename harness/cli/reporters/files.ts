import {
  accessSync,
  closeSync,
  constants,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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
      if (isFolderRequest({ name, path })) {
        makeFolder(path);
        accessSync(path, constants.W_OK);
        continue;
      }
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

/** Whether a report is to be a page and files beside it, rather than one file. */
export function isFolderRequest({ name, path }: FileRequest): boolean {
  const isFolder = () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return name === "html" && (path.endsWith("/") || isFolder());
}

/** @param parts the text, piece by piece: that of a large run is never held as a whole. */
export function writeReport(path: string, parts: Iterable<string>): void {
  makeFolder(dirname(path));
  try {
    writePieces(path, inPieces(parts));
  } catch (cause) {
    // A cut report is worse than none. What is no file, such as /dev/stdout, stays.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) {
      rmSync(path);
    }
    throw cause;
  }
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    for (const piece of pieces) {
      writeFileSync(file, piece);
    }
  } finally {
    closeSync(file);
  }
}

/** Enough for few writes, in characters. */
const pieceCharacters = 256 * 1024;

/** @returns the same text in pieces that are worth a write each. */
export function* inPieces(parts: Iterable<string>): Generator<string> {
  let held: string[] = [];
  let characters = 0;
  for (const part of typeof parts === "string" ? [parts] : parts) {
    held.push(part);
    characters += part.length;
    if (characters >= pieceCharacters) {
      yield held.join("");
      held = [];
      characters = 0;
    }
  }
  yield held.join("");
}
