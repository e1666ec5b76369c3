import { which } from "zx";
import { readDistributions, readOsRelease } from "../harness/cli/doctor/netem.ts";
import { withSystemFolders } from "../harness/host/find-program.ts";

export interface Purposes {
  readonly forTests: boolean;
  readonly withEngine: boolean;
}

/** Programs, and the Debian package that brings each. */
type Needs = Readonly<Record<string, string>>;

const always: Needs = {
  unshare: "util-linux",
  nsenter: "util-linux",
  ip: "iproute2",
  ss: "iproute2",
  "g++": "g++",
  make: "make",
  nft: "nftables",
  python3: "python3",
};

/** User-Mode Linux is a port to x86, and Ubuntu has no package of it; elsewhere the machine's own kernel impairs links. */
const guestKernel: Needs = { "linux.uml": "user-mode-linux", modprobe: "kmod" };

/**
 * A browser and a validator for reports, a server that is graded as it is, shells that complete words, and
 * engines that play shards.
 */
const tests: Needs = {
  chromium: "chromium",
  xmllint: "libxml2-utils",
  "redis-server": "redis-server",
  fish: "fish",
  zsh: "zsh",
  parallel: "parallel",
  munged: "munge",
  slurmctld: "slurmctld",
  slurmd: "slurmd",
  sbatch: "slurm-client",
};

/** The guest kernel runs its own engine, even if the machine has another one. */
const engine: Needs = { dockerd: "docker.io", mmdebstrap: "mmdebstrap" };

/**
 * @param distributions `ID` and `ID_LIKE` of os-release(5). Default: this machine's.
 * @returns the Debian packages to install, each once.
 */
export function missingPackages(
  purposes: Purposes,
  distributions: readonly string[] = readDistributions(readOsRelease()),
): readonly string[] {
  const hasGuestKernel = process.arch === "x64" && !distributions.includes("ubuntu");
  const needs = {
    ...always,
    ...(hasGuestKernel ? guestKernel : {}),
    ...(purposes.forTests ? tests : {}),
    ...(purposes.withEngine ? engine : {}),
  };
  const missing = Object.entries(needs).filter(([program]) => !isInstalled(program));
  return [...new Set(missing.map(([, name]) => name))];
}

function isInstalled(program: string): boolean {
  const path = withSystemFolders(process.env["PATH"]);
  return which.sync(program, { path, nothrow: true }) !== null;
}
