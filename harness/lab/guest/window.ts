import { readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shellWord } from "../../host/shell-word.ts";
import { GuestBootError } from "./boot-error.ts";

/** Names of the files in a window; `containers/guest/init.sh` uses the same. */
export const guestJobFile = "guest-job.sh";
const statusName = "guest-status";

/** The command that a guest runs. */
export interface GuestCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Writes a job to a file in a window, because a kernel's command line is short.
 *
 * @returns the window's resolved path, as the host's kernel lists it among its mounts.
 * @throws {LabOpenError} if the folder is missing, or its path cannot be passed to the guest.
 */
export function fillWindow(folder: string, job: GuestCommand): string {
  const window = findWindow(folder);
  const { command, cwd, environment } = job;
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const words = ["env", "--ignore-environment", ...settings, ...command].map(shellWord);
  rmSync(join(window, statusName), { force: true });
  const script = `cd ${shellWord(cwd)} &&\nexec ${words.join(" \\\n  ")}\n`;
  // The environment may hold secrets.
  writeFileSync(join(window, guestJobFile), script, { mode: 0o600 });
  return window;
}

/** @returns the exit status of the job, 0 to 255, or null if it did not complete. */
export function readStatus(window: string): number | null {
  try {
    const status = readFileSync(join(window, statusName), "utf8").trim();
    return /^\d+$/.test(status) ? Number(status) : null;
  } catch {
    return null;
  }
}

function findWindow(folder: string): string {
  let window: string;
  try {
    window = realpathSync(folder);
  } catch (cause) {
    throw new GuestBootError(`expected a folder at ${folder}, found none. Create it first.`, {
      cause,
    });
  }
  // The path is a quoted word of the kernel's command line, and an option of mount.
  if (/[",\\\p{Cc}]/u.test(window)) {
    const wanted = "a path without quotation marks, commas, backslashes and control characters";
    throw new GuestBootError(`expected ${wanted}, found ${window}. Use another folder.`);
  }
  return window;
}
