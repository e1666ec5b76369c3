import { arch } from "node:os";
import { findProgram } from "../../host/find-program.ts";
import { debianKernel, type GuestKernel } from "./kernel.ts";

/** Programs that the guest or its holder runs, and the Debian packages that contain them. */
const programs: readonly (readonly [string, string])[] = [
  ["unshare", "util-linux"],
  ["setpriv", "util-linux"],
  ["taskset", "util-linux"],
  ["pivot_root", "util-linux"],
  ["ip", "iproute2"],
];

/** What Debian's kernel needs beside them. */
const debianPrograms: typeof programs = [
  ["linux.uml", "user-mode-linux"],
  ["modprobe", "kmod"],
  ["insmod", "kmod"],
];

/** Why a guest cannot be booted, and what would change it. */
export interface NoGuest {
  readonly problem: string;
  /** Advice without a full stop: a single command if possible. */
  readonly advice: string;
  /** Debian packages that the command installs; empty if packages do not help. */
  readonly packages: readonly string[];
}

interface GuestNeeds {
  /** Default: this machine's. */
  readonly architecture?: string;
  readonly kernel?: GuestKernel;
}

/** User-Mode Linux is a port to x86. */
const guestArchitecture = "x64";

/**
 * @param kernel the one that is to be booted. Default: Debian's.
 * @returns null if everything a guest needs is installed; only a boot shows whether it boots.
 */
export function whyNoGuest(
  environment: Readonly<Record<string, string>>,
  { architecture = arch(), kernel = debianKernel }: GuestNeeds = {},
): NoGuest | null {
  if (architecture !== guestArchitecture) {
    return {
      problem: `expected an x86-64 processor, which User-Mode Linux is made for, found ${architecture}`,
      advice: "use a kernel that has sch_netem, and --kernel host",
      packages: [],
    };
  }
  const path = environment["PATH"] ?? "";
  const needed = kernel.name === "guest" ? [...debianPrograms, ...programs] : programs;
  const missing = needed.filter(([program]) => findProgram(program, "/", path) === null);
  const names = missing.map(([program]) => program);
  const packages = [...new Set(missing.map(([, debianPackage]) => debianPackage))];
  if (names.length === 0) {
    return null;
  }
  return {
    problem: `expected ${names.join(", ")} on PATH, found none`,
    advice: `run: apt-get install --yes --no-install-recommends ${packages.join(" ")}`,
    packages,
  };
}
