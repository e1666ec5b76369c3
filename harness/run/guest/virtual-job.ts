import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { History } from "../../history/history.ts";
import { describeFileError } from "../../host/file-error.ts";
import { makeFolder } from "../../host/folder.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { LabOpenError } from "../../lab/lab.ts";
import type { GuestJob } from "./messages.ts";

/** Everything that determines what happens in a guest with virtual time, but the programs in it. */
export interface VirtualJob {
  /** Seed of the guest's random numbers. */
  readonly seed: number;
  readonly memoryMiB: number;
  /** SHA-256 of the kernel's program. */
  readonly kernel: string;
  /** With the part of the user's environment that programs get in virtual time, which holds no secrets. */
  readonly job: GuestJob;
}

const folderName = "virtual";

/** @returns the job's path relative to the run's folder, or why it was not stored. */
export type StoreJob = (job: VirtualJob) => string | LabOpenError;

/** Stores jobs beside a journal, after those that are there. */
export function startVirtualJobs(folder: string): StoreJob {
  const stored = join(folder, folderName);
  let number = existsSync(stored) ? readdirSync(stored).length : 0;
  return (job) => {
    number += 1;
    const path = join(folderName, `${number}.json`);
    try {
      makeFolder(stored);
      writeFileSync(join(folder, path), `${JSON.stringify(job)}\n`);
      return path;
    } catch (cause) {
      const found = describeFileError(cause);
      return new LabOpenError(
        `The job of a guest cannot be stored in ${stored}: ${found}. ` +
          "Free some space, or choose another --output.",
        { cause },
      );
    }
  };
}

/** @param path relative to the run's folder. */
export function readVirtualJob(folder: string, path: string): VirtualJob {
  return JSON.parse(readFileSync(join(folder, path), "utf8")) as VirtualJob;
}

/** @returns the SHA-256 of a history's file, as a journal writes it, in hexadecimal. */
export function digestOf(history: History): string {
  return createHash("sha256")
    .update(`${JSON.stringify(history)}\n`)
    .digest("hex");
}

/** @param spinKicks how often the watchdog for spinning processes acted during the case. */
export function virtualFacts(
  history: History | null,
  { job, spinKicks = 0 }: { readonly job: string; readonly spinKicks?: number | undefined },
): NonNullable<CaseResult["virtual"]> {
  return {
    digest: history && digestOf(history),
    job,
    ...(spinKicks === 0 ? {} : { notRepeatable: whySpun(spinKicks) }),
  };
}

function whySpun(kicks: number): string {
  const times = kicks === 1 ? "once" : `${kicks} times`;
  return `a program used two seconds of a processor without a system call, ${times}; simulated time was moved on by this machine's clock`;
}
