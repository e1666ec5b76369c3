import { copyFileSync, createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { type Extract, extract, type Header } from "tar-stream";
import { messageOf } from "../../host/message-of.ts";
import { MergeError } from "./merge-error.ts";

const endings = /\.(tar|tar\.gz|tgz|tar\.zst)$/;

export function isArchive(name: string): boolean {
  return endings.test(name);
}

/**
 * Unpacks the files of a tarball, whose names stay inside the folder.
 *
 * @throws {MergeError} where it is none, or is damaged.
 */
export async function unpack(file: string, folder: string, signal: AbortSignal): Promise<void> {
  if (!isArchive(file)) {
    throw new MergeError(
      `${file}: expected a folder, or a file that ends in .tar, .tar.gz, .tgz or .tar.zst.`,
    );
  }
  const entries = extract();
  const reading = pipeline([createReadStream(file), ...decompress(file), entries], { signal });
  try {
    await Promise.all([reading, store(entries, folder)]);
  } catch (cause) {
    signal.throwIfAborted();
    const message = `${file} cannot be unpacked: ${messageOf(cause)}. Download or pack it again.`;
    throw new MergeError(message, { cause });
  }
}

function decompress(file: string): readonly Transform[] {
  if (file.endsWith(".zst")) {
    return [createZstdDecompress()];
  }
  return file.endsWith("gz") ? [createGunzip()] : [];
}

async function store(entries: Extract, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for await (const entry of entries) {
    const { type, name, linkname } = entry.header;
    const path = join(folder, inside(name));
    if (type === "file" || type === "contiguous-file") {
      mkdirSync(dirname(path), { recursive: true });
      await pipeline(Readable.from(entry), createWriteStream(path));
    } else {
      if (type === "link") {
        copyFileSync(join(folder, inside(linkname)), path);
      }
      entry.resume();
    }
  }
}

function inside(name: Header["name"]): string {
  const path = normalize(name);
  if (path.startsWith("/") || path.split("/").includes("..")) {
    throw new Error(`expected names inside the archive, found ${name}`);
  }
  return path;
}
