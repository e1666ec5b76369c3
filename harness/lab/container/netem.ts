import { startBox } from "./box.ts";
import type { LabImages } from "./images/store.ts";
import { startContainerWire } from "./wire.ts";

/** @returns whether the engine's kernel can delay and lose packets, determined by trying. */
export async function canContainersDelay(images: LabImages, runId: string): Promise<boolean> {
  await using box = await startBox(images.engine, {
    image: images.lab,
    runId,
    hasAgent: true,
    network: "none",
    capabilities: ["NET_ADMIN"],
    name: `sockspec-${runId}-netem`,
    limits: { memoryMiB: 256, processes: 64, writableRoot: false },
  });
  const words = ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"];
  return await startContainerWire(box.agent)
    .run(words)
    .then(
      () => true,
      () => false,
    );
}
