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
    implementations.map(async (one) => {
      const environment = isBundled(one) ? pinnedEnvironment() : toolEnvironment();
      return await prepareForLab(one, lab.images, { environment, signal });
    }),
  );
  const found = new Map(all.map((one) => [one.implementation.name, one.prepared]));
  const reasons = [...found.values()].map((one) => one.unusable);
  if (reasons.length > 0 && reasons.every((reason) => reason !== null)) {
    throw new UsageError(reasons.join("\n"));
  }
  return { implementations: all.map((one) => one.implementation), prepared: found };
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
