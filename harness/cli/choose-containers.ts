import type { ImageStore } from "../lab/container-store.ts";
import { largestBufferBytes } from "../network/buffers.ts";
import { toolEnvironment } from "./bundled.ts";
import type { LabChoice } from "./choose-lab.ts";
import type { RunFlags } from "./run-flags.ts";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError | LabOpenError | EngineError} */
export async function chooseContainers(
  flags: Pick<RunFlags, "lab" | "port" | "image" | "network">,
  { runId, signal }: { readonly runId: string; readonly signal: AbortSignal },
): Promise<LabChoice> {
  if (flags.lab !== "container" && flags.lab !== "netns") {
    throw new UsageError(`--image needs the container lab, found --lab ${flags.lab}.`);
  }
  // No port is published, so testcontainers need not find out where one would be: it would ask for
  // a bridge that the engine may not have.
  process.env["TESTCONTAINERS_HOST_OVERRIDE"] ??= "localhost";
  const { openImageStore } = await import("../lab/container-store.ts");
  const { openContainerLab } = await import("../lab/container.ts");
  const images = await openImageStore(toolEnvironment());
  let labs = 0;
  return {
    kind: "container",
    images,
    abilities: {
      ...{ startsServers: true, runsAsInit: true, breaksLink: true },
      cannotImpair: flags.network === undefined ? null : await whyNotImpaired(images, runId),
    },
    kernelFor: () => "host",
    async open(network) {
      labs += 1;
      return await openContainerLab({
        ...{ images, runId, number: labs, fixedPort: flags.port ?? null, signal },
        largestBufferBytes: largestBufferBytes(network),
      });
    },
  };
}

/** The engine's kernel may be another than this machine's, so it is asked there. */
async function whyNotImpaired(images: ImageStore, runId: string): Promise<string | null> {
  const { canContainersDelay } = await import("../lab/container-netem.ts");
  return (await canContainersDelay(images, runId))
    ? null
    : "the engine's kernel has no sch_netem; use a machine whose kernel has it";
}
