import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../../host/folder.ts";
import { runProgram } from "../../host/run-program.ts";
import { lockFile } from "../../journal/lock.ts";
import {
  builtFiles,
  kernelFolder,
  readKernel,
  type VirtualKernel,
} from "../../lab/guest/virtual/built.ts";
import { kernelCache, kernelRecipe, recipeDigest } from "../../lab/guest/virtual/recipe.ts";
import type { Screen } from "../reporters/screen.ts";
import { KernelBuildError } from "./build-error.ts";
import { requirePackages, sourceArchive, sourcePackage } from "./packages.ts";
import type { BuildProgress } from "./progress.ts";
import { countObjects, startBuildProgress } from "./progress.ts";
import { runStep, type StepOptions } from "./run-step.ts";

export interface BuildOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly screen: Screen;
  /** Receives progress, for a person. */
  readonly write: (text: string) => void;
  /** The objects that are compiled at the same time. Default: one for each processor. */
  readonly jobs?: number | undefined;
}

/** Build stamps that would make each build another one, and so its guests' random numbers. */
const sameEverywhere = {
  KBUILD_BUILD_TIMESTAMP: "1970-01-01",
  KBUILD_BUILD_USER: "sockspec",
  KBUILD_BUILD_HOST: "sockspec",
  KBUILD_BUILD_VERSION: "1",
  LC_ALL: "C",
  ARCH: "um",
} as const;

/** Printing its version takes a moment. */
const versionTimeoutMs = 10_000;

/**
 * Builds the kernel with virtual time, unless this machine has it. If an earlier build was ended, goes on where
 * it was.
 *
 * @throws {KernelBuildError}
 */
export async function buildKernel(
  options: BuildOptions,
): Promise<{ readonly kernel: VirtualKernel; readonly isNew: boolean }> {
  const { environment, signal, write } = options;
  const source = await requirePackages({
    environment,
    signal,
    report: (line) => write(`${line}\n`),
  });
  const folder = kernelFolder(environment, source);
  using lock = lockBuild(kernelCache(environment));
  const present = readKernel(folder);
  if (present !== null) {
    return { kernel: present, isNew: false };
  }
  makeFolder(folder);
  const tree = join(folder, "source");
  const before = countObjects(join(tree, objectsName));
  using progress = startBuildProgress({ ...options, before });
  const step = { environment: { ...environment, ...sameEverywhere }, signal, lock: lock.file };
  const place = { folder, tree, progress, step };
  await unpack(place);
  await configure(place);
  await compile(place, options.jobs ?? availableParallelism());
  const kernel = await install(place, source);
  rmSync(tree, { recursive: true, force: true });
  return { kernel, isNew: true };
}

interface BuildPlace {
  readonly folder: string;
  /** The patched source. */
  readonly tree: string;
  readonly progress: BuildProgress;
  readonly step: Omit<StepOptions, "cwd">;
}

/** The folder of objects within the source, so that make names the source by a relative path. */
const objectsName = "build";

function lockBuild(cache: string): Disposable & { readonly file: number } {
  makeFolder(cache);
  const file = openSync(join(cache, "lock"), "a");
  const locked = lockFile(file);
  if (locked === "locked") {
    return { file, [Symbol.dispose]: () => closeSync(file) };
  }
  closeSync(file);
  throw new KernelBuildError(
    locked === "held"
      ? `Expected no other build in ${cache}, found one that is running. Wait for its end; ` +
          "sockspec kernel status shows the result."
      : `Expected to lock ${cache}, found that it cannot be locked. Install flock ` +
          "(apt-get install util-linux), and set XDG_CACHE_HOME to a local file system.",
  );
}

/** The source gets its name only when all of it is there and patched. */
async function unpack({ folder, tree, progress, step }: BuildPlace): Promise<void> {
  if (existsSync(tree)) {
    progress.step(`going on with the build in ${tree}`);
    return;
  }
  progress.step(`unpacking ${sourceArchive} (1.5 GB, removed after the build)`);
  const part = `${tree}.part`;
  rmSync(part, { recursive: true, force: true });
  makeFolder(part);
  const options = { ...step, cwd: part };
  await must(
    "unpack the source",
    runStep(["tar", "--extract", "--file", sourceArchive, "--strip-components=1"], options),
    `Free 3 GB in ${folder}, or reinstall it: apt-get install --reinstall ${sourcePackage}`,
  );
  await must(
    "apply the project's patch",
    runStep(["patch", "--strip=1", "--batch", "--input", kernelRecipe.patch], options),
    `It is made for ${sourcePackage}; report this version of it`,
  );
  renameSync(part, tree);
}

async function configure({ tree, progress, step }: BuildPlace): Promise<void> {
  const configured = join(tree, objectsName, ".sockspec-configured");
  if (existsSync(configured)) {
    return;
  }
  progress.step("configuring");
  const objects = join(tree, objectsName);
  makeFolder(objects);
  const options = { ...step, cwd: tree };
  const make = ["make", "--silent", `O=${objectsName}`];
  const merge = ["scripts/kconfig/merge_config.sh", "-m", "-O", objectsName];
  const commands = [
    [...make, "x86_64_defconfig"],
    [...merge, join(objects, ".config"), kernelRecipe.config],
    [...make, "olddefconfig"],
  ];
  for (const words of commands) {
    await must("configure the kernel", runStep(words, options), "Install what it lacks");
  }
  writeFileSync(configured, "");
}

async function compile({ tree, progress, step }: BuildPlace, jobs: number): Promise<void> {
  progress.step("compiling: 4 to 8 minutes on two processors");
  const words = ["nice", "-n", "10", "make", `O=${objectsName}`, `-j${jobs}`, "linux"];
  const options = { ...step, cwd: tree, onLine: progress.made };
  await must(
    "compile the kernel",
    runStep(words, options),
    "Free memory and disk space, or use --jobs 1",
  );
}

async function install(
  { folder, tree, progress, step }: BuildPlace,
  source: string,
): Promise<VirtualKernel> {
  progress.step("storing it");
  const program = join(folder, builtFiles.program);
  const strip = ["strip", "-o", `${program}.part`, join(objectsName, "linux")];
  await must("strip the kernel", runStep(strip, { ...step, cwd: tree }), "Free some disk space");
  const { environment, signal } = step;
  const limits = { environment, signal, timeoutMs: versionTimeoutMs };
  const { stdout } = await runProgram([`${program}.part`, "--version"], limits);
  renameSync(`${program}.part`, program);
  const sha256 = createHash("sha256").update(readFileSync(program)).digest("hex");
  const facts = { release: stdout.trim(), source, recipe: recipeDigest(), sha256 };
  const record = join(folder, builtFiles.record);
  writeFileSync(`${record}.part`, `${JSON.stringify(facts, null, 2)}\n`);
  renameSync(`${record}.part`, record);
  return { ...facts, program };
}

/** @throws {KernelBuildError} if the step failed. */
async function must(what: string, step: Promise<string | null>, advice: string): Promise<void> {
  const failure = await step;
  if (failure !== null) {
    throw new KernelBuildError(
      `Expected to ${what}, found that ${failure}\n${advice}, then run again: sockspec kernel build`,
    );
  }
}
