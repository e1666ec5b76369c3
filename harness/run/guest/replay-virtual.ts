import type { FinishedCase } from "../../journal/case-result.ts";
import { virtualKernel } from "../../lab/guest/kernel.ts";
import type { VirtualKernel } from "../../lab/guest/virtual/built.ts";
import { LabOpenError } from "../../lab/lab.ts";
import { virtualLimits } from "./messages.ts";
import { runShare } from "./run-share.ts";
import type { VirtualJob } from "./virtual-job.ts";

export interface ReplayOptions {
  readonly kernel: VirtualKernel;
  /** A folder for the guest's output; removed if all went well. */
  readonly window: string;
  /** Number of the CPU that the guest stays on. */
  readonly cpu: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a guest again until it has ended a case.
 *
 * @param index the case's place in the plan.
 * @throws {LabOpenError} if the guest did not end the case.
 */
export async function replayVirtual(
  { seed, memoryMiB, job }: VirtualJob,
  index: number,
  { kernel, window, cpu, signal }: ReplayOptions,
): Promise<FinishedCase> {
  const found = new AbortController();
  const place = { cpu, memoryMiB };
  const share = {
    place,
    window,
    plan: job.plan,
    kernel: virtualKernel(kernel, seed),
    signal: AbortSignal.any([signal, found.signal]),
  };
  let replayed: FinishedCase | null = null;
  const failure = await runShare(
    share,
    {
      ...job,
      folder: window,
      places: [place],
      labKind: "netns",
      unusable: new Map(),
      silentMaxMs: virtualLimits.silentMaxMs,
      signal,
      onCase: () => {},
      onSession: () => {},
    },
    (message) => {
      if (message.type === "case" && message.finished.result.index === index) {
        replayed ??= message.finished;
        // What comes after it in the guest is not needed.
        found.abort();
      }
    },
  );
  signal.throwIfAborted();
  if (replayed === null) {
    throw failure ?? new LabOpenError("The guest ended without a result of the case.");
  }
  return replayed;
}
