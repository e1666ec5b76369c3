import { readFileSync } from "node:fs";
import v8 from "node:v8";
import vm from "node:vm";

/** A run has 60 MB of its own in use; what lies above this is mostly left by finished cases. */
const collectAboveKb = 70 * 1024;

/**
 * V8 keeps what finished cases leave until its heap is full, and freed pages for good: after
 * three hundred cases that was 40 MB. Giving it back takes 40 ms, a few times in a run.
 *
 * @returns what to call between two cases.
 */
export function spareMemory(): () => void {
  let collect: typeof globalThis.gc;
  return () => {
    if (ownKb() > collectAboveKb) {
      collect ??= exposeGc();
      collect?.({ type: "major", execution: "sync", flavor: "last-resort" });
    }
  };
}

/** Short runs never get here: a context takes time and memory of its own. */
function exposeGc(): typeof globalThis.gc {
  v8.setFlagsFromString("--expose-gc");
  return vm.runInNewContext("gc");
}

/** @returns memory of this process without pages of files, as proc_pid_status(5) has it, in KiB. */
function ownKb(): number {
  const status = readFileSync("/proc/self/status", "latin1");
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
}
