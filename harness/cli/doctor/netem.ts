import { readFileSync } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Facts about this machine that explain why its kernel has no netem. */
export interface NetemClues {
  /** The kernel's release. */
  readonly kernel: string;
  /** `ID` and `ID_LIKE` of os-release(5). */
  readonly distributions: readonly string[];
  /** Whether modules of this very kernel are installed, and whether netem is among them. */
  readonly modules: "none" | "others" | "netem";
  /** Whether the kernel was built with netem; null if it does not publish its configuration. */
  readonly configured: boolean | null;
}

/** @returns the one command that would let this kernel delay and lose segments, or null. */
export function netemCommand(clues: NetemClues): string | null {
  const { kernel, distributions, modules, configured } = clues;
  if (modules === "netem") {
    return "sudo modprobe sch_netem";
  }
  // A kernel without modules does not come from the distribution, but from WSL2 or the host of a
  // container or virtual machine.
  if (modules === "none" || configured === false) {
    return null;
  }
  const extra = extraPackages.find(([name]) => distributions.includes(name));
  return extra?.[1](kernel) ?? null;
}

/** Distributions that ship netem in a separate package. */
const extraPackages: readonly (readonly [string, (kernel: string) => string])[] = [
  ["ubuntu", (kernel) => `sudo apt-get install --yes linux-modules-extra-${kernel}`],
  ["fedora", (kernel) => `sudo dnf install --assumeyes kernel-modules-extra-${kernel}`],
  ["rhel", (kernel) => `sudo dnf install --assumeyes kernel-modules-extra-${kernel}`],
];

export async function findNetemClues(): Promise<NetemClues> {
  const kernel = release();
  const modules = join("/lib/modules", kernel, "kernel", "net", "sched");
  const files = await readdir(modules).catch(() => null);
  const builtIn = await access("/sys/module/sch_netem").then(
    () => true,
    () => false,
  );
  const hasNetem = builtIn || files?.some((name) => name.startsWith("sch_netem.")) === true;
  return {
    kernel,
    distributions: readDistributions(readOsRelease()),
    modules: hasNetem ? "netem" : files === null ? "none" : "others",
    configured: readConfiguration(kernel),
  };
}

/** @returns the text of os-release(5); empty if the file does not exist. */
export function readOsRelease(): string {
  return readText("/etc/os-release");
}

/** @param text of an os-release file. */
export function readDistributions(text: string): readonly string[] {
  const values = text.matchAll(/^(?:ID|ID_LIKE)=["']?([^"'\n]*)/gm);
  return Array.from(values, ([, value]) => (value ?? "").split(" ")).flat();
}

/** @returns null where the kernel's configuration is not to be seen. */
function readConfiguration(kernel: string): boolean | null {
  const text = readText("/proc/config.gz") || readText(`/boot/config-${kernel}`);
  return text === "" ? null : /^CONFIG_NET_SCH_NETEM=[ym]$/m.test(text);
}

/** @returns nothing if the file does not exist. */
function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  } catch {
    return "";
  }
}
