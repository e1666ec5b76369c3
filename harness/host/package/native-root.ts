import { createHash } from "node:crypto";
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
import { basename, delimiter, dirname, join } from "node:path";
import { findProgram } from "../find-program.ts";
import { messageOf } from "../message-of.ts";
import { runProgram } from "../run-program.ts";
import { makefileFolders } from "./makefiles.ts";
import { isPrebuilt, prebuiltFile } from "./prebuilt.ts";
import { projectRoot } from "./project-root.ts";
import { userCache } from "./user-cache.ts";

/** Native programs are missing, and could not be compiled. */
class NativeProgramsError extends Error {
  override readonly name = "NativeProgramsError";
  readonly code = "NATIVE_NOT_BUILT";
}

/** The folders of the harness's own programs. Those of implementations are built when they are chosen. */
const own = ["containers", "harness"];

/** What is copied where native programs cannot be built in place: all that they are made of. */
const copied = [...own, "impls"];

/** The slowest takes 12 s on one busy core, in ms. */
const compileTimeoutMs = 300_000;

/** Made by compilers and runtimes, for another machine perhaps. */
const notCopied = new Set(["node_modules", "build"]);

/**
 * The folder whose native programs and bundled implementations are run: the project's own if they are built
 * there, otherwise a copy in the user's cache folder, once {@link prepareNative} has made it.
 */
export function nativeRoot(): string {
  chosen ??= chooseRoot(projectRoot);
  return chosen;
}

let chosen: string | null = null;

function chooseRoot(root: string): string {
  if (isUsable(root)) {
    return root;
  }
  const copy = copyOf(root);
  return existsSync(copy) ? copy : root;
}

export interface PrepareNativeOptions {
  readonly signal: AbortSignal;
  /** Receives a sentence before something is compiled, which takes half a minute. */
  readonly onNote: (note: string) => void;
}

/** The folder of the bundled implementations. */
export function implsFolder(): string {
  return join(nativeRoot(), "impls");
}

/**
 * Compiles the harness's native programs, if neither the package brought them nor an earlier call built them:
 * in place in a clone that its user may write to, and otherwise in the user's cache folder.
 *
 * @returns the folder that they are run from.
 * @throws {NativeProgramsError} if they cannot be compiled, with what is missing.
 */
export async function prepareNative(
  { signal, onNote }: PrepareNativeOptions,
  root: string = projectRoot,
): Promise<string> {
  if (isUsable(root)) {
    return root;
  }
  const isClone = !existsSync(join(root, prebuiltFile));
  const place = isClone && isWritable(root) ? root : copyOf(root);
  if (place === root) {
    requireCompiler();
    onNote("compiling native programs, once");
    await makePrograms(root, signal);
  } else if (!existsSync(place)) {
    requireCompiler();
    onNote(`compiling native programs, once, into ${place}`);
    await makeCopy(root, place, signal);
  }
  chosen = null;
  return place;
}

function isUsable(root: string): boolean {
  return existsSync(join(root, prebuiltFile))
    ? isPrebuilt(root)
    : makefileFolders(root, own).every((folder) => existsSync(join(root, folder, "build")));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The copy of this version of these files. */
function copyOf(root: string): string {
  return join(userCache(process.env), digestOf(root));
}

function digestOf(root: string): string {
  const digest = createHash("sha256").update(`${root} ${process.arch}`);
  for (const path of copied.flatMap((folder) => filesOf(join(root, folder)))) {
    const { size, mtimeMs } = statSync(path);
    digest.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return digest.digest("hex").slice(0, 16);
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !notCopied.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesOf(path) : [path];
    });
}

/** @throws {NativeProgramsError} with the command that installs what is missing. */
function requireCompiler(): void {
  const path = process.env["PATH"] ?? "";
  const missing = ["make", "g++"].filter((name) => findProgram(name, "/", path) === null);
  if (missing.length > 0) {
    throw new NativeProgramsError(
      `Expected ${missing.join(" and ")} on PATH, to compile sockspec's native programs for this machine ` +
        `(${process.arch}) once, found none among ${path.split(delimiter).join(", ")}. ` +
        `Install what is missing: sudo apt-get install ${missing.join(" ")}`,
    );
  }
}

/** @throws {NativeProgramsError} with what the compiler printed. */
async function makePrograms(root: string, signal: AbortSignal): Promise<void> {
  const { PATH = "", HOME = "/", TMPDIR = "/tmp" } = process.env;
  const environment = { PATH, HOME, TMPDIR, LC_ALL: "C.UTF-8" };
  for (const folder of makefileFolders(root, own)) {
    const options = { environment, timeoutMs: compileTimeoutMs, signal };
    try {
      await runProgram(["make", "--silent", `--directory=${join(root, folder)}`], options);
    } catch (cause) {
      signal.throwIfAborted();
      const problem = `${join(root, folder)} could not be compiled: ${messageOf(cause).trim()}`;
      throw new NativeProgramsError(problem, { cause });
    }
  }
}

/** @throws {NativeProgramsError} with what the compiler printed; nothing is left half made. */
async function makeCopy(root: string, copy: string, signal: AbortSignal): Promise<void> {
  mkdirSync(dirname(copy), { recursive: true });
  const making = mkdtempSync(`${copy}.`);
  const remove = () => rmSync(making, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    for (const folder of copied) {
      const filter = (path: string) => !notCopied.has(basename(path));
      cpSync(join(root, folder), join(making, folder), { recursive: true, filter });
    }
    const modules = modulesFolder(root);
    if (modules !== undefined) {
      // Bundled servers may need packages.
      symlinkSync(modules, join(making, "node_modules"));
    }
    await makePrograms(making, signal);
    renameSync(making, copy);
  } catch (error) {
    // Another run may have made the copy at the same time.
    if (!existsSync(copy)) {
      throw error;
    }
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** The `node_modules` of a clone, or the one that the package is installed in; undefined without one. */
export function modulesFolder(root: string = projectRoot): string | undefined {
  const folders = [
    join(root, "node_modules"),
    join(root, "..", "node_modules"),
    join(root, "..", ".."),
  ];
  return folders.find((folder) => basename(folder) === "node_modules" && existsSync(folder));
}
