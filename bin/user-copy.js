// A user without write access to the package's folder, for example one that root installed globally,
// cannot build its native programs there. They are built in a copy in the user's cache folder instead.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { makefilesOf } from "./native-programs.js";

/** The commands that start native programs. */
const commands = new Set(["run", "self-test", "network", "scoreboard", "doctor"]);

/** Not needed by a run, or replaced by a link. */
const notCopied = new Set([".git", "node_modules", "results", "build"]);

/**
 * @param root the package's folder.
 * @param command the first word of the command line.
 * @returns the folder to run from: a copy where native programs are missing and cannot be built in
 *   the package's own folder.
 */
export async function chooseRoot(root, command) {
  if (!commands.has(command) || isWritable(root) || makefilesOf(root).every(isBuilt)) {
    return root;
  }
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "sockspec");
  const copy = join(cache, digestOf(root));
  return existsSync(copy) || (await makeCopy(root, copy)) ? copy : root;
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isBuilt(makefile) {
  return existsSync(join(dirname(makefile), "build"));
}

/** Another version of the package gets another copy. */
function digestOf(root) {
  const digest = createHash("sha256").update(root);
  for (const path of filesOf(root)) {
    const { size, mtimeMs } = statSync(path);
    digest.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return digest.digest("hex").slice(0, 16);
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notCopied.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesOf(path) : [path];
    });
}

/** @returns whether the copy is complete; prints the reason if it is not. */
async function makeCopy(root, copy) {
  console.error(`sockspec: ${root} cannot be written to; building native programs in ${copy}`);
  let making = null;
  const remove = () => making !== null && rmSync(making, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    mkdirSync(dirname(copy), { recursive: true });
    making = mkdtempSync(`${copy}.`);
    const filter = (path) => path === root || !notCopied.has(basename(path));
    cpSync(root, making, { recursive: true, filter });
    symlinkSync(modulesOf(root), join(making, "node_modules"));
    await build(making);
    renameSync(making, copy);
    return true;
  } catch (error) {
    if (existsSync(copy)) {
      // Another run made the copy at the same time.
      return true;
    }
    console.error(`sockspec: building them failed: ${error.message.trim()}`);
    return false;
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** The packages that it depends on: its own, or those beside it. */
function modulesOf(root) {
  const own = join(root, "node_modules");
  return existsSync(own) ? own : dirname(root);
}

async function build(folder) {
  for (const makefile of makefilesOf(folder)) {
    await make(dirname(makefile));
  }
}

/** Runs make in its own process group, so that an interruption also ends every process it started. */
async function make(folder) {
  const words = ["--silent", `--directory=${folder}`];
  const child = spawn("make", words, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const endGroup = () => child.pid !== undefined && process.kill(-child.pid, "SIGKILL");
  process.once("exit", endGroup);
  try {
    const [[status], complaint] = await Promise.all([once(child, "exit"), text(child.stderr)]);
    if (status !== 0) {
      throw new Error(complaint);
    }
  } finally {
    process.off("exit", endGroup);
  }
}
