import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeFolder } from "../../host/folder.ts";
import type { ImageStore } from "../../lab/container/images/store.ts";
import { LabOpenError } from "../../lab/lab.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { LabChoice } from "../lab-choice.ts";
import type { LabCount } from "../lab-pool.ts";
import type { RunOptions, RunOutcome } from "../run-options.ts";
import type { GuestContainers } from "./messages.ts";
import { placeGuests } from "./place.ts";
import { runGuests } from "./run-guests.ts";
import { runVirtual } from "./run-virtual.ts";

/** A guest has one CPU; waiting is most of what happens on a slow link. */
const labsPerGuest = 3;

/** Opening one takes a guest's CPU for 6 s. */
const containerLabsPerGuest = 1;

/** How a plan is run, on whichever kernels its networks need. */
export interface KernelRunOptions extends Omit<RunOptions, "plan" | "openLab" | "jobs"> {
  readonly lab: LabChoice;
  readonly runId: string;
  /** The run's folder. */
  readonly folder: string;
  readonly fixedPort: number | null;
  /** Labs side by side on each kernel, if that was asked for; a guest has room for the least. */
  readonly jobs: number | LabCount | undefined;
  /** Runs one case at a time, on any kernel. Default: false. */
  readonly alone?: boolean;
}

/** Runs a plan in as many guest kernels as this machine has places for. */
export async function runInGuests(
  plan: readonly PlannedCase[],
  options: KernelRunOptions,
): Promise<RunOutcome> {
  const { lab, jobs, alone = false } = options;
  const asked = alone ? 1 : typeof jobs === "object" ? jobs.least : jobs;
  return await runGuests({
    ...options,
    plan,
    containers: lab.images === null ? null : await archiveFor(lab.images, options),
    places: placeGuests(alone ? 1 : plan.length),
    jobs: asked ?? (lab.images === null ? labsPerGuest : containerLabsPerGuest),
  }).finally(() => rmSync(join(options.folder, "guests", "images.tar"), { force: true }));
}

/** Runs a plan in virtual time, in a guest on each place. */
export async function runInVirtualTime(
  plan: readonly PlannedCase[],
  options: KernelRunOptions,
): Promise<RunOutcome> {
  const { lab, alone = false } = options;
  if (lab.virtual == null) {
    throw new LabOpenError("There is no kernel with virtual time. Run sockspec kernel build.");
  }
  return await runVirtual({
    ...options,
    plan,
    kernel: lab.virtual,
    containers: null,
    // One more than cases: the first are run twice, side by side.
    places: placeGuests(alone ? 1 : plan.length + 1),
    jobs: 1,
  });
}

async function archiveFor(
  images: ImageStore,
  { folder, runId }: KernelRunOptions,
): Promise<GuestContainers> {
  const { archiveImages } = await import("../../lab/container/images/archive.ts");
  makeFolder(join(folder, "guests"));
  const archived = await archiveImages(images, join(resolve(folder), "guests", "images.tar"));
  return { ...archived, runId };
}
