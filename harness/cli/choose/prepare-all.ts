import type { Implementation } from "../../implementation/manifest.ts";
import type { Prepared } from "../../implementation/prepare.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { UsageError } from "../exit-status.ts";
import { isBundled, pinnedEnvironment, toolEnvironment } from "./bundled.ts";
import { prepareForLab } from "./prepare-for-lab.ts";

/** Implementations that can be started, and what came of building them, by name. */
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

/** @returns why implementations cannot run at all, by name. */
export function unusableReasons(
  prepared: ReadonlyMap<string, Prepared>,
): ReadonlyMap<string, string> {
  const reasons = [...prepared].flatMap(([name, { unusable }]) =>
    unusable === null ? [] : [[name, unusable] as const],
  );
  return new Map(reasons);
}
