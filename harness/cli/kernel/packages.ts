import { existsSync } from "node:fs";
import { arch } from "node:os";
import { findProgram } from "../../host/find-program.ts";
import { ProgramError, runProgram } from "../../host/run-program.ts";
import { KernelBuildError } from "./build-error.ts";

/** Debian's package with the source, and the archive in it. */
export const sourcePackage = "linux-source-6.12";
export const sourceArchive = `/usr/src/${sourcePackage}.tar.xz`;

/** Programs that the build runs, and the packages that bring them. */
const programs: readonly (readonly [string, string])[] = [
  ["gcc", "gcc"],
  ["make", "make"],
  ["flex", "flex"],
  ["bison", "bison"],
  ["bc", "bc"],
  ["patch", "patch"],
  ["xz", "xz-utils"],
  ["tar", "tar"],
  ["strip", "binutils"],
  ["setpriv", "util-linux"],
  ["flock", "util-linux"],
];

/** Files that the build reads, and the packages that bring them: gcc only recommends libc6-dev. */
const files: readonly (readonly [string, string])[] = [
  [sourceArchive, sourcePackage],
  ["/usr/include/elf.h", "libc6-dev"],
];

/** Installing takes a minute at most; the limit allows for a slow mirror. */
const installTimeoutMs = 900_000;
const queryTimeoutMs = 10_000;

/** An option of dpkg-query, whose syntax is that of templates here. */
const showVersion = `--showformat=${"$"}{Version}`;

interface PackageOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Receives a line for a person. */
  readonly report: (line: string) => void;
}

/**
 * Installs what the build lacks, as root with apt.
 *
 * @returns the version of the package with the source.
 * @throws {KernelBuildError} naming what to install, where it cannot.
 */
export async function requirePackages(options: PackageOptions): Promise<string> {
  if (arch() !== "x64") {
    throw new KernelBuildError(
      `Expected an x86-64 processor, which User-Mode Linux is made for, found ${arch()}. ` +
        "Use --kernel host, on a kernel that has sch_netem.",
    );
  }
  const missing = missingPackages(options.environment);
  if (missing.length > 0) {
    await install(missing, options);
  }
  return await sourceVersion(options);
}

/** @returns Debian packages, each once. */
function missingPackages(environment: Readonly<Record<string, string>>): readonly string[] {
  const path = environment["PATH"] ?? "";
  const lacking = [
    ...files.filter(([file]) => !existsSync(file)),
    ...programs.filter(([program]) => findProgram(program, "/", path) === null),
  ];
  return [...new Set(lacking.map(([, name]) => name))];
}

async function install(names: readonly string[], options: PackageOptions): Promise<void> {
  const words = ["apt-get", "install", "--yes", "--no-install-recommends", ...names];
  const path = options.environment["PATH"] ?? "";
  if (process.getuid?.() !== 0 || findProgram("apt-get", "/", path) === null) {
    throw new KernelBuildError(
      `Expected what the kernel is built with; found no ${names.join(", ")}. ` +
        `Install it, then run again: sudo ${words.join(" ")}`,
    );
  }
  options.report(`Installing ${names.join(" ")}`);
  const environment = { ...options.environment, DEBIAN_FRONTEND: "noninteractive" };
  const limits = { environment, timeoutMs: installTimeoutMs, signal: options.signal };
  try {
    await runProgram(["apt-get", "update", "--quiet=2"], limits);
    await runProgram(words, limits);
  } catch (error) {
    if (!(error instanceof ProgramError)) {
      throw error;
    }
    throw new KernelBuildError(
      `apt-get could not install ${names.join(" ")}: ${error.complaint} ` +
        `Debian 12 has ${sourcePackage} in its main archive; see /etc/apt/sources.list.`,
      { cause: error },
    );
  }
}

async function sourceVersion({ environment, signal }: PackageOptions): Promise<string> {
  const words = ["dpkg-query", "--show", showVersion, sourcePackage];
  try {
    const { stdout } = await runProgram(words, { environment, timeoutMs: queryTimeoutMs, signal });
    return stdout.trim();
  } catch (cause) {
    throw new KernelBuildError(
      `Expected the version of Debian's package ${sourcePackage}; dpkg does not know it, although ` +
        `${sourceArchive} exists. Install the package: apt-get install ${sourcePackage}`,
      { cause },
    );
  }
}
