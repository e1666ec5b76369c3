/**
 * The process inside the guest kernel. It runs the cases of the job that lies in the folder named
 * by its argument, and writes what comes of them there, a line each, as they end.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guestEngineEnvironment } from "../lab/container-archive.ts";
import type { Lab } from "../lab/lab.ts";
import { openNetnsLab } from "../lab/netns.ts";
import { largestBufferBytes } from "../network/buffers.ts";
import type { Network } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import {
  type GuestContainers,
  type GuestJob,
  type GuestMessage,
  guestFiles,
  heartbeat,
} from "./guest-messages.ts";
import { runPlan } from "./run-plan.ts";
import type { ControlCase } from "./session.ts";

const [, , window = "."] = process.argv;
const job = JSON.parse(readFileSync(join(window, guestFiles.job), "utf8")) as GuestJob;
const { signal } = new AbortController();

/** What cannot be said ends the guest: half a line may have been written, and no more must follow. */
function say(message: GuestMessage): void {
  try {
    appendFileSync(join(window, guestFiles.said), `${JSON.stringify(message)}\n`);
  } catch (error) {
    const what = `sockspec: what became of cases cannot be written to ${window}: ${error}`;
    writeFileSync("/dev/console", `${what}. Free some space.\n`);
    process.exit(1);
  }
}

/**
 * A guest starts a runtime several times slower than its host does: on a busy machine Node took
 * 0.1 s there and 1 s here.
 */
const startPatience = 4;

/** The job, with more patience for whatever is started. */
function withPatience({ plan, controls, ...rest }: GuestJob): GuestJob {
  const wait = (planned: PlannedCase): PlannedCase => {
    const readyTimeoutMs = startPatience * planned.implementation.readyTimeoutMs;
    return { ...planned, implementation: { ...planned.implementation, readyTimeoutMs } };
  };
  const waitFor = (control: ControlCase) => ({ ...control, planned: wait(control.planned) });
  return {
    ...rest,
    plan: plan.map(wait),
    controls: controls && { good: waitFor(controls.good), bad: waitFor(controls.bad) },
  };
}

function inGuest(lab: Lab): Lab {
  return { ...lab, facts: { ...lab.facts, kernel: `${lab.facts.kernel} (guest)` } };
}

async function openNetns(network: Network): Promise<Lab> {
  const { environment, fixedPort } = job;
  const buffers = { largestBufferBytes: largestBufferBytes(network) };
  return inGuest(await openNetnsLab({ environment, fixedPort, ...buffers, signal }));
}

async function prepareContainers(containers: GuestContainers) {
  const { restoreImages } = await import("../lab/container-archive.ts");
  const { openContainerLab } = await import("../lab/container.ts");
  const environment = { ...job.environment, ...guestEngineEnvironment };
  const images = restoreImages(containers, environment);
  images.catch(() => {});
  let number = 0;
  return async (network: Network): Promise<Lab> => {
    number += 1;
    const { runId } = containers;
    const options = { runId, number, fixedPort: job.fixedPort, signal };
    const buffers = { largestBufferBytes: largestBufferBytes(network) };
    return inGuest(await openContainerLab({ images: await images, ...options, ...buffers }));
  };
}

const beat = setInterval(() => say({ type: "alive" }), heartbeat.everyMs);
const outcome = await runPlan({
  ...withPatience(job),
  labKind: job.containers === null ? "netns" : "container",
  openLab: job.containers === null ? openNetns : await prepareContainers(job.containers),
  signal,
  unusable: new Map(),
  onCase(finished) {
    say({ type: "case", finished });
    return finished.result;
  },
  onSession: (session) => say({ type: "session", session }),
});
clearInterval(beat);
say({ type: "end", labFailure: outcome.labFailure?.message ?? null });
