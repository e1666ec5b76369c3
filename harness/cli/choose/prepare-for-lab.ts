import type { Implementation } from "../../implementation/manifest.ts";
import {
  buildImplementation,
  type Prepared,
  type PrepareOptions,
  prepareImplementation,
} from "../../implementation/prepare.ts";
import { EngineError } from "../../lab/container/errors.ts";
import type { ImageStore } from "../../lab/container/images/store.ts";

/** An implementation as a lab starts it, and what is known of it. */
export interface PreparedForLab {
  readonly implementation: Implementation;
  readonly prepared: Prepared;
}

/** @param images where it runs in a container; null where it runs on this machine. */
export async function prepareForLab(
  implementation: Implementation,
  images: ImageStore | null,
  options: PrepareOptions,
): Promise<PreparedForLab> {
  if (images === null) {
    const prepared = await prepareImplementation(implementation, options);
    return { implementation, prepared };
  }
  const buildFailure = await buildImplementation(implementation, options);
  if (buildFailure !== null) {
    return { implementation, prepared: { unusable: buildFailure, version: null } };
  }
  try {
    const image = await images.prepare(implementation);
    const command = commandIn(implementation, image.command);
    const version = `${image.reference} ${image.digest}`;
    if (command.length === 0) {
      const unusable = `${image.reference} has neither ENTRYPOINT nor CMD. Give the command after --.`;
      return { implementation, prepared: { unusable, version } };
    }
    return {
      implementation: { ...implementation, command: [...command] },
      prepared: { unusable: null, version },
    };
  } catch (error) {
    if (error instanceof EngineError) {
      return { implementation, prepared: { unusable: error.message, version: null } };
    }
    throw error;
  }
}

/** Stands for what an image runs by itself. */
export const commandOfImage = "{image}";

function commandIn(
  { command, container }: Implementation,
  ofImage: readonly string[],
): readonly string[] {
  const words = container?.command ?? command;
  return words.flatMap((word) => (word === commandOfImage ? ofImage : [word]));
}
