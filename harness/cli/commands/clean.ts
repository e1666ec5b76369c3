import { toolEnvironment } from "../choose/bundled.ts";
import { prepareTestcontainers } from "../choose/containers.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";

export interface CleanFlags {
  readonly all?: boolean;
  readonly images?: boolean;
}

/**
 * Removes what killed runs have left on the container engine.
 *
 * @throws {LabOpenError} where no engine answers.
 */
export async function runClean({ all, images }: CleanFlags): Promise<ExitStatus> {
  prepareTestcontainers();
  const { connectEngine } = await import("../../lab/container/engine.ts");
  const { sweep } = await import("../../lab/container/sweep.ts");
  const { docker } = await connectEngine(toolEnvironment());
  const swept = await sweep(docker, { all: all === true, images: images === true });
  for (const name of [...swept.containers, ...swept.images]) {
    console.log(`removed ${name}`);
  }
  if (swept.spared.length > 0) {
    console.log(`kept ${swept.spared.length} of active runs; --all removes them too`);
  }
  if (swept.containers.length + swept.images.length === 0) {
    console.log("nothing to remove");
  }
  return exitStatus.asExpected;
}
