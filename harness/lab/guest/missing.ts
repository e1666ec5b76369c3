import { findProgram } from "../../implementation/prepare.ts";

/** Programs that the guest or its holder runs, and the Debian packages that bring them. */
const programs: readonly (readonly [string, string])[] = [
  ["linux.uml", "user-mode-linux"],
  ["modprobe", "kmod"],
  ["insmod", "kmod"],
  ["unshare", "util-linux"],
  ["setpriv", "util-linux"],
  ["taskset", "util-linux"],
  ["pivot_root", "util-linux"],
  ["ip", "iproute2"],
];

/** Why a guest cannot be booted, and the one command that would change it. */
export interface NoGuest {
  readonly found: string;
  readonly command: string;
  /** Debian packages that the command installs. */
  readonly packages: readonly string[];
}

/** @returns null when all is there that a guest needs; whether it boots, only a boot can tell. */
export function whyNoGuest(environment: Readonly<Record<string, string>>): NoGuest | null {
  const path = environment["PATH"] ?? "";
  const missing = programs.filter(([program]) => findProgram(program, "/", path) === null);
  const names = missing.map(([program]) => program);
  const packages = [...new Set(missing.map(([, debianPackage]) => debianPackage))];
  if (names.length === 0) {
    return null;
  }
  return {
    found: `expected ${names.join(", ")} on PATH, found none`,
    command: `apt-get install --yes --no-install-recommends ${packages.join(" ")}`,
    packages,
  };
}
