import type { ProcessSample } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";

type Measure = CheckOf<"growth">["of"];

/** The observation of a check if no sample shows the implementation. */
export const hiddenProcesses = "this lab does not see the implementation's processes";

/** Names of the measured quantities in findings. */
export const measureWords = {
  memory: "resident memory",
  addressSpace: "address space",
  descriptors: "descriptors",
  threads: "threads",
  processes: "processes",
  zombies: "zombies",
  cpuMs: "CPU time",
} as const satisfies Readonly<Record<Measure, string>>;

/** @returns what was in use when the sample was taken. */
export function measured(sample: ProcessSample, of: Measure): number {
  switch (of) {
    case "memory":
      return sample.residentBytes;
    case "addressSpace":
      return sample.addressSpaceBytes;
    default:
      return sample[of];
  }
}
