import { guestEngineEnvironment } from "../../lab/container/images/archive.ts";
import { openNetnsLab } from "../../lab/netns/lab.ts";
import { largestBufferBytes } from "../../network/buffers.ts";
import type { OpenLab } from "../run-options.ts";
import type { GuestContainers, GuestJob } from "./messages.ts";

/** @returns a function that opens the labs of a job, in a guest. */
export async function chooseGuestLabs(job: GuestJob, signal: AbortSignal): Promise<OpenLab> {
  const open =
    job.containers === null
      ? netnsLabs(job, signal)
      : await containerLabs(job, job.containers, signal);
  return async (network, needs) => {
    const lab = await open(network, needs);
    const kind = job.virtual ? "virtual time" : "guest";
    const kernel = `${lab.facts.kernel} (${kind})`;
    return { ...lab, facts: { ...lab.facts, kernel, virtualTime: job.virtual } };
  };
}

function netnsLabs({ environment, fixedPort }: GuestJob, signal: AbortSignal): OpenLab {
  return async (network, needs) => {
    const buffers = { largestBufferBytes: largestBufferBytes(network) };
    const upstream = needs?.upstream ?? false;
    return await openNetnsLab({ environment, fixedPort, ...buffers, upstream, signal });
  };
}

async function containerLabs(
  { environment, fixedPort }: GuestJob,
  containers: GuestContainers,
  signal: AbortSignal,
): Promise<OpenLab> {
  const { restoreImages } = await import("../../lab/container/images/archive.ts");
  const { openContainerLab } = await import("../../lab/container/lab.ts");
  const images = restoreImages(containers, { ...environment, ...guestEngineEnvironment });
  images.catch(() => {});
  let number = 0;
  return async (network, needs) => {
    number += 1;
    const upstream = needs?.upstream ?? false;
    const options = { runId: containers.runId, number, fixedPort, upstream, signal };
    const buffers = { largestBufferBytes: largestBufferBytes(network) };
    return await openContainerLab({ images: await images, ...options, ...buffers });
  };
}
