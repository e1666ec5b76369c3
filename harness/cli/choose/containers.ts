import { findProgram } from "../../host/find-program.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import type { ImageStore } from "../../lab/container/images/store.ts";
import { whyNoGuest } from "../../lab/guest/missing.ts";
import { largestBufferBytes } from "../../network/buffers.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { toolEnvironment } from "./bundled.ts";
import { type KernelChoice, kernelChooser } from "./kernel.ts";

/** @throws {UsageError | LabOpenError | EngineError} */
export async function chooseContainers(
  flags: Pick<RunFlags, "lab" | "port" | "image" | "network">,
  kernel: KernelChoice,
  { runId, signal }: { readonly runId: string; readonly signal: AbortSignal },
): Promise<LabChoice> {
  if (flags.lab !== "container" && flags.lab !== "netns") {
    throw new UsageError(`--image needs the container lab, found --lab ${flags.lab}.`);
  }
  prepareTestcontainers();
  const { openImageStore } = await import("../../lab/container/images/store.ts");
  const { sweep } = await import("../../lab/container/sweep.ts");
  const { openContainerLab } = await import("../../lab/container/lab.ts");
  const images = await openImageStore(toolEnvironment());
  await sweep(images.engine.docker, { all: false, images: false });
  const impairment = await findImpairment(kernel, { images, runId, wanted: flags.network });
  const { whyNoKernel, ...kernels } = kernelChooser({
    asked: kernel,
    impairedOn: impairment.on,
    whyNotImpaired: impairment.cannot,
    virtual: false,
  });
  let labs = 0;
  return {
    kind: "container",
    images,
    abilities: {
      startsServers: true,
      startsUpstreams: true,
      runsAsInit: true,
      leavesOutputUnread: false,
      silencesNameServer: false,
      breaksLink: true,
      datagramTargets: ["server", "other-address", "broadcast", "group"],
      cannotImpair: impairment.cannot,
      whyNoKernel,
    },
    ...kernels,
    async open(network, needs) {
      labs += 1;
      return await openContainerLab({
        images,
        runId,
        number: labs,
        fixedPort: flags.port ?? null,
        signal,
        largestBufferBytes: largestBufferBytes(network),
        upstream: needs?.upstream ?? false,
      });
    },
  };
}

interface Impairment {
  readonly on: "host" | "guest";
  /** Why links cannot be impaired, or null. */
  readonly cannot: string | null;
}

interface Wanted {
  readonly images: ImageStore;
  readonly runId: string;
  /** Networks, if any were asked for. */
  readonly wanted: readonly string[] | undefined;
}

/** The engine's kernel may be another than this machine's, so it is asked there. */
async function findImpairment(
  kernel: KernelChoice,
  { images, runId, wanted }: Wanted,
): Promise<Impairment> {
  if (kernel === "virtual") {
    throw new UsageError(
      "--kernel virtual: expected the netns lab, found containers, whose engine needs real time. " +
        "Use --kernel guest, or leave out --lab and --image.",
    );
  }
  const noGuest = whyNoEngineInGuest();
  if (kernel === "guest") {
    if (noGuest !== null) {
      throw new UsageError(`--kernel guest: ${noGuest}`);
    }
    return { on: "guest", cannot: null };
  }
  const { canContainersDelay } = await import("../../lab/container/netem.ts");
  // It takes a container to find out.
  if (wanted === undefined || (await canContainersDelay(images, runId))) {
    return { on: "host", cannot: null };
  }
  if (kernel === "auto" && noGuest === null) {
    return { on: "guest", cannot: null };
  }
  const advice = noGuest === null ? "use --kernel auto" : `for a guest kernel: ${noGuest}`;
  return { on: "host", cannot: `the engine's kernel has no sch_netem; ${advice}` };
}

/** A guest kernel needs a separate engine. */
function whyNoEngineInGuest(): string | null {
  const environment = toolEnvironment();
  const noGuest = whyNoGuest(environment);
  if (noGuest !== null) {
    return `${noGuest.problem}; ${noGuest.advice}`;
  }
  return findProgram("dockerd", projectRoot, environment["PATH"] ?? "") === null
    ? "expected dockerd on PATH, found none. Install it: apt-get install docker.io"
    : null;
}

/**
 * testcontainers is reported by its environment. No port is published, so it need not find out where
 * one would be: it would ask for a bridge that the engine may not have. Cleaning up is ours, so its
 * reaper, an image that may not be there, is not wanted.
 */
export function prepareTestcontainers(): void {
  process.env["TESTCONTAINERS_HOST_OVERRIDE"] ??= "localhost";
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
}
