import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeFolder } from "../host/folder.ts";
import { inOrderOfPlan } from "../journal/plan-order.ts";
import type { ImageStore } from "../lab/container/images/store.ts";
import type { LabKind } from "../lab/lab.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { outcomeOfCase } from "../verdict/gate/case.ts";
import type { GateRules } from "../verdict/gate/rules.ts";
import { loaderOptions } from "./case/driver-process.ts";
import type { GuestContainers } from "./guest/messages.ts";
import { placeGuests } from "./guest/place.ts";
import { runGuests } from "./guest/run-guests.ts";
import type { LabChoice } from "./lab-choice.ts";
import type { LabCount } from "./lab-pool.ts";
import { retryFailed } from "./retry.ts";
import { type RunOptions, type RunOutcome, runPlan } from "./run-plan.ts";

/** A guest has one CPU; waiting is most of what happens on a slow link. */
const labsPerGuest = 3;

/** Opening one takes a guest's CPU for 6 s. */
const containerLabsPerGuest = 1;

/** From here on a third lab in containers saves more time than its memory is worth. */
const manyCases = 100;

/** Harness and drivers together, with what they share counted once, stay below 350 MiB. */
const netnsLabsMost = 5;

/** A lab's opening, its proof and its controls take as long as so many short cases. */
const casesWorthALab = 4;

/**
 * Cases mostly wait, so that processors have time for more labs than there are of them; how many
 * is found out while they run. On a server that is already there cases would disturb each other.
 */
export function defaultJobs(lab: LabKind, cases: number): LabCount {
  switch (lab) {
    case "remote":
      return { least: 1, most: 1 };
    case "netns": {
      const most = Math.min(netnsLabsMost, Math.max(2, Math.ceil(cases / casesWorthALab)));
      return { least: 2, most };
    }
    case "container":
    case "loopback": {
      const labs = cases > manyCases ? 3 : 2;
      return { least: labs, most: labs };
    }
  }
}

export interface KernelRunOptions extends Omit<RunOptions, "plan" | "openLab" | "jobs"> {
  readonly lab: LabChoice;
  readonly runId: string;
  /** The run's folder. */
  readonly folder: string;
  readonly fixedPort: number | null;
  /** Labs side by side on each kernel, if that was asked for; a guest has room for the least. */
  readonly jobs: number | LabCount | undefined;
  /** Nothing is run beside anything else, on no kernel. Default: false. */
  readonly alone?: boolean;
}

async function archiveFor(
  images: ImageStore,
  { folder, runId }: KernelRunOptions,
): Promise<GuestContainers> {
  const { archiveImages } = await import("../lab/container/images/archive.ts");
  makeFolder(join(folder, "guests"));
  const archived = await archiveImages(images, join(resolve(folder), "guests", "images.tar"));
  return { ...archived, runId };
}

function inEachGuest(jobs: number | LabCount | undefined): number | undefined {
  return typeof jobs === "object" ? jobs.least : jobs;
}

/** Runs the cases of the host's kernel, then those that need a guest. */
export async function runOnKernels(
  plan: readonly PlannedCase[],
  options: KernelRunOptions,
): Promise<RunOutcome> {
  const { lab, alone = false } = options;
  const jobs = alone ? 1 : options.jobs;
  const isForGuest = ({ network }: PlannedCase) => lab.kernelFor(network) === "guest";
  const forHost = plan.filter((planned) => !isForGuest(planned));
  const onHost = await runPlan({
    ...options,
    plan: forHost,
    openLab: lab.open,
    jobs: jobs ?? defaultJobs(lab.kind, forHost.length),
  });
  const rest = plan.filter(isForGuest);
  const bailed = options.bail && onHost.cases.some(({ verdict }) => verdict === "fail");
  if (rest.length === 0 || onHost.interrupted || bailed) {
    return onHost;
  }
  const inGuests = await runGuests({
    ...options,
    plan: rest,
    containers: lab.images === null ? null : await archiveFor(lab.images, options),
    places: placeGuests(alone ? 1 : rest.length),
    jobs: inEachGuest(jobs) ?? (lab.images === null ? labsPerGuest : containerLabsPerGuest),
    node: [process.execPath, ...loaderOptions(process.execArgv)],
  }).finally(() => rmSync(join(options.folder, "guests", "images.tar"), { force: true }));
  return {
    cases: [...onHost.cases, ...inGuests.cases].sort(inOrderOfPlan),
    sessions: [...onHost.sessions, ...inGuests.sessions],
    interrupted: inGuests.interrupted,
    labFailure: onHost.labFailure ?? inGuests.labFailure,
  };
}

/** What decides which cases are run again. */
export interface RetryRules {
  readonly plan: readonly PlannedCase[];
  readonly rules: GateRules;
  /** How often a case is run again at most. */
  readonly retries: number;
}

/** Runs again, alone, what failed and neither a baseline nor a threshold speaks for. */
export async function retryOnKernels(
  first: RunOutcome,
  options: KernelRunOptions,
  { plan, rules, retries }: RetryRules,
): Promise<RunOutcome> {
  return await retryFailed(first, {
    ...{ plan, retries },
    isWorthAnother: (one) => outcomeOfCase(one, rules) === "failed",
    runAlone: async (again, sessionsBefore) =>
      await runOnKernels(again, { ...options, sessionsBefore, alone: true, bail: false }),
  });
}
