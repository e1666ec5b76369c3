import v8 from "node:v8";
import vm from "node:vm";
import { collectAll, readMemory } from "../driver/own-memory.ts";
import { isLargeJournal } from "../journal/read.ts";
import { readRun, type StoredRun } from "../journal/read-run.ts";

/** A run uses 60 MB; memory above this limit is mostly garbage of finished cases. */
const collectAboveBytes = 70 * 2 ** 20;

/** A large plan is no garbage: what is left of one collection may grow by this much until the next. */
const growthBytes = 20 * 2 ** 20;

/**
 * Three hundred finished cases left 40 MB. Giving it back takes 40 ms, a few times in a run.
 *
 * @returns a function to call between two cases.
 */
export function spareMemory(): () => void {
  let gc: typeof globalThis.gc;
  let limitBytes = collectAboveBytes;
  return () => {
    if (readMemory().ownBytes > limitBytes) {
      gc ??= exposeGc();
      collectAll(gc);
      limitBytes = Math.max(collectAboveBytes, readMemory().ownBytes + growthBytes);
    }
  };
}

/** By so many percent the heap may grow between two collections while a large run is looked through. */
const growthOfLargeRuns = 20;

/**
 * Reads a stored run. Of a million cases 100 MB are in use, and the launcher lets garbage grow to more
 * than that.
 *
 * @throws {InvalidJournalError}
 */
export function readSparingly(folder: string): StoredRun {
  if (isLargeJournal(folder)) {
    v8.setFlagsFromString(`--heap-growing-percent=${growthOfLargeRuns}`);
  }
  return readRun(folder);
}

/** Short runs never get here: a context takes time and memory of its own. */
function exposeGc(): typeof globalThis.gc {
  v8.setFlagsFromString("--expose-gc");
  return vm.runInNewContext("gc");
}
