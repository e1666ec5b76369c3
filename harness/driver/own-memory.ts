import { readFileSync, writeFileSync } from "node:fs";

/** Memory of a process without file-backed pages, which are there from the start, and stay. */
export interface OwnMemory {
  readonly ownBytes: number;
  readonly peakBytes: number;
}

/** @returns this process's memory, as proc_pid_status(5) has it; zeros without /proc. */
export function readMemory(): OwnMemory {
  try {
    const status = readFileSync("/proc/self/status", "latin1");
    const bytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    const peakBytes = Math.max(0, bytes("VmHWM") - bytes("RssFile"));
    return { ownBytes: bytes("RssAnon"), peakBytes };
  } catch {
    return { ownBytes: 0, peakBytes: 0 };
  }
}

/** Lets the kernel count the peak anew, as proc_pid_clear_refs(5) has it. */
export function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // If /proc is read-only, the peak remains that of the process's whole life.
  }
}

/**
 * Collects garbage, and gives its pages back to the kernel: otherwise V8 lets garbage pile up until
 * its heap is full, and keeps freed pages for good.
 *
 * @param gc exposed by `--expose-gc`.
 */
export function collectAll(gc: typeof globalThis.gc): void {
  gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
}
