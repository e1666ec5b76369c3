import { statfs } from "node:fs/promises";
import { runProgram } from "../../host/run-program.ts";
import { GuestBootError } from "./boot-error.ts";

/** It takes milliseconds; this is for a machine that swaps. */
const findmntTimeoutMs = 10_000;

/**
 * Finds a folder for the file that holds a guest's memory, from which its processes run programs.
 *
 * @throws {LabOpenError} if there is none.
 */
export async function findRoomForMemory(
  memoryMiB: number,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const folders = [environment["TMPDIR"], "/dev/shm", "/tmp"].filter(
    (folder) => folder !== undefined,
  );
  const seen = await Promise.all(folders.map((folder) => examine(folder, environment)));
  const fit = seen.find(({ freeMiB, noexec }) => freeMiB >= memoryMiB && !noexec);
  if (fit === undefined) {
    const list = seen.map(({ folder, freeMiB, noexec }) => {
      return `${folder} with ${freeMiB} MiB${noexec ? " and noexec" : ""}`;
    });
    throw new GuestBootError(
      `expected a folder with ${memoryMiB} MiB free and without noexec for its memory, ` +
        `found ${list.join(", ")}. Set TMPDIR to another folder.`,
    );
  }
  return fit.folder;
}

async function examine(folder: string, environment: Readonly<Record<string, string>>) {
  const freeMiB = await statfs(folder).then(
    ({ bavail, bsize }) => Math.floor((bavail * bsize) / 2 ** 20),
    () => 0,
  );
  const words = ["findmnt", "--noheadings", "--output", "VFS-OPTIONS", "--target", folder];
  const options = await runProgram(words, { environment, timeoutMs: findmntTimeoutMs }).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  return { folder, freeMiB, noexec: options.split(",").includes("noexec") };
}
