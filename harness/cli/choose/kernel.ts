import { UsageError } from "../exit-status.ts";

const kernels = ["auto", "host", "guest"] as const;
export type KernelChoice = (typeof kernels)[number];

/** @throws {UsageError} */
export function parseKernel(text: string): KernelChoice {
  const found = kernels.find((one) => one === text);
  if (found === undefined) {
    throw new UsageError(`--kernel: expected auto, host or guest, found "${text}".`);
  }
  return found;
}
