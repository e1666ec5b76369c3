import type { Implementation } from "../../implementation/manifest.ts";
import { commandOfImage } from "../../implementation/placeholders.ts";
import {
  buildImplementation,
  type Prepared,
  type PrepareOptions,
  prepareImplementation,
} from "../../implementation/prepare.ts";
import { EngineError } from "../../lab/container/errors.ts";
import type { ImageStore } from "../../lab/container/images/store.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { UsageError } from "../exit-status.ts";
import { isBundled, pinnedEnvironment, toolEnvironment } from "./bundled.ts";

/** Implementations that can be started, and the results of building them, by name. */
export interface PreparedAll {
  readonly implementations: readonly Implementation[];
  readonly prepared: ReadonlyMap<string, Prepared>;
}

/**
 * Builds implementations, and asks them for their versions.
 *
 * @throws {UsageError} when none of them can be run.
 */
export async function prepareAll(
  implementations: readonly Implementation[],
  lab: LabChoice,
  signal: AbortSignal,
): Promise<PreparedAll> {
  if (lab.kind === "remote") {
    return { implementations, prepared: new Map() };
  }
  if (lab.images !== null) {
    await addOwnProtocols(implementations, lab.images);
  }
  const all = await Promise.all(
    implementations.map(async (implementation) => {
      const environment = isBundled(implementation) ? pinnedEnvironment() : toolEnvironment();
      return await prepareForLab(implementation, lab.images, { environment, signal });
    }),
  );
  const prepared = new Map(all.map((ready) => [ready.implementation.name, ready.prepared]));
  const reasons = all.map((ready) => ready.prepared.unusable);
  if (reasons.length > 0 && reasons.every((reason) => reason !== null)) {
    throw new UsageError(reasons.join("\n"));
  }
  return { implementations: all.map((ready) => ready.implementation), prepared };
}

/** The driver's image holds the harness, and not what lies beside it. */
async function addOwnProtocols(
  implementations: readonly Implementation[],
  images: ImageStore,
): Promise<void> {
  const modules = implementations.flatMap(({ protocolModules = {} }) =>
    Object.values(protocolModules),
  );
  if (modules.length > 0) {
    await images.addModules([...new Set(modules)]);
  }
}

/** @returns why implementations cannot run at all, by name. */
export function unusableReasons(
  prepared: ReadonlyMap<string, Prepared>,
): ReadonlyMap<string, string> {
  const reasons = [...prepared].flatMap(([name, { unusable }]) =>
    unusable === null ? [] : [[name, unusable] as const],
  );
  return new Map(reasons);
}

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
    const { reference, limits, workingFolder } = image;
    return {
      implementation: {
        ...inImage(implementation),
        command: [...command],
        preparedImage: { reference, limits, workingFolder },
      },
      prepared: { unusable: null, version },
    };
  } catch (error) {
    if (error instanceof EngineError) {
      return { implementation, prepared: { unusable: error.message, version: null } };
    }
    throw error;
  }
}

/** The manifest's keys for containers override those for this machine. */
function inImage({ container, ...implementation }: Implementation): Implementation {
  const { env, cwd = implementation.cwd } = container ?? {};
  return {
    ...implementation,
    ...(container === undefined ? {} : { container }),
    env: { ...implementation.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  };
}

function commandIn(
  { command, container }: Implementation,
  ofImage: readonly string[],
): readonly string[] {
  const words = container?.command ?? command;
  return words.flatMap((word) => (word === commandOfImage ? ofImage : [word]));
}
