import { readFileSync } from "node:fs";

/**
 * @returns the numbers of the CPUs that this process may run on, in order, and one at least: the
 * kernel's list of them has those too that are switched off or not there.
 */
export function usableCpus(): readonly number[] {
  const [, allowed = ""] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read("/proc/self/status")) ?? [];
  const online = new Set(parseCpuList(read("/sys/devices/system/cpu/online")));
  const usable = parseCpuList(allowed).filter((cpu) => online.size === 0 || online.has(cpu));
  return usable.length === 0 ? [0] : usable;
}

/** Parses numbers and ranges, such as `0-3,8`, as cpuset(7) describes them. */
export function parseCpuList(text: string): readonly number[] {
  const ranges = text.trim().split(",").filter(Boolean);
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** @returns nothing if the file does not exist. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
