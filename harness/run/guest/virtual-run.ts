import { join } from "node:path";
import type { FinishedCase, SessionResult } from "../../journal/case-result.ts";
import { virtualKernel } from "../../lab/guest/kernel.ts";
import type { VirtualKernel } from "../../lab/guest/virtual/built.ts";
import { deriveSeed } from "../../protocol/random.ts";
import type { Limits } from "../limits.ts";
import type { Results } from "../results.ts";
import type { Batch } from "./batches.ts";
import { virtualLimits } from "./messages.ts";
import type { GuestPlace } from "./place.ts";
import type { GuestRunOptions, GuestShare } from "./run-share.ts";
import type { Unsteady } from "./unsteady.ts";
import type { StoreJob } from "./virtual-job.ts";

export interface VirtualRunOptions extends GuestRunOptions {
  readonly kernel: VirtualKernel;
}

/** What a guest has found. */
export type Found = FinishedCase | SessionResult;

/** A run in virtual time while it goes on. */
export interface VirtualRun {
  readonly options: VirtualRunOptions;
  readonly results: Results;
  readonly limits: Limits;
  /** Batches that have not begun. */
  readonly queue: Batch[];
  readonly storeJob: StoreJob;
  readonly stopping: AbortController;
  /** The run was interrupted, or a limit was reached. */
  readonly signal: AbortSignal;
  /** Why guests left cases out. */
  readonly cutBy: Set<string>;
  readonly unsteady: Unsteady;
  /** Batches that have begun. */
  begun: number;
}

/** V8 sizes its heaps by it, and so it is the same everywhere. Memory that is not used costs nothing. */
export const memoryMiB = 2048;

/** @param name of the folder for the guest's output. */
export function shareOf(
  { options, signal }: VirtualRun,
  plan: Batch,
  { place, name }: { readonly place: GuestPlace; readonly name: string },
): GuestShare {
  return {
    plan,
    place: { cpu: place.cpu, memoryMiB },
    kernel: virtualKernel(options.kernel, seedOf(plan)),
    window: join(options.folder, "guests", name),
    signal,
  };
}

/** @returns the seed of a guest's random numbers. */
export function seedOf([first]: Batch): number {
  return deriveSeed(first?.seed ?? 0, "guest", first?.index ?? 0);
}

/** The options of a guest, with its limit of silence. */
export function limited({ options }: VirtualRun): VirtualRunOptions {
  return { ...options, silentMaxMs: options.silentMaxMs ?? virtualLimits.silentMaxMs };
}

/** Journals and reports what a guest has found, and ends the run if that reaches a limit. */
export function keep({ results, limits, stopping, unsteady }: VirtualRun, found: Found): void {
  if (!isCase(found)) {
    results.keepSession(found);
    return;
  }
  const { virtual } = found.result;
  const why = unsteady.why(found.result);
  const marked =
    why === null || virtual === undefined
      ? found
      : { ...found, result: { ...found.result, virtual: { ...virtual, notRepeatable: why } } };
  results.keepCase(marked);
  limits.note(found);
  if (limits.whyOver() !== null) {
    stopping.abort();
  }
}

export function isCase(found: Found): found is FinishedCase {
  return "result" in found;
}
