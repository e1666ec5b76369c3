import { posix } from "node:path";
import type { SpawnOptions } from "../../../host/host.ts";
import type { BoxLimits } from "../box.ts";

/** An existing image, and how its containers are started. */
export interface ContainerImage {
  /** Its name or id in the engine. */
  readonly reference: string;
  /** The first digits of its id, which identify it even if its name is reused. */
  readonly digest: string;
  /** Its ENTRYPOINT and CMD. */
  readonly command: readonly string[];
  /** Its WORKDIR. */
  readonly workingFolder: string;
  readonly limits: BoxLimits;
}

/** @returns the working directory that a command is given; null for the image's. */
export function workingFolderIn(
  { workingFolder }: ContainerImage,
  { inImage }: Pick<SpawnOptions, "inImage">,
): string | null {
  const cwd = inImage?.cwd;
  return cwd === undefined ? null : posix.resolve(workingFolder, cwd);
}
