import { nameExpected } from "../../implementation/manifest.ts";
import { implementationNameSchema } from "../../journal/names.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { shortName } from "./plain-name.ts";

/**
 * Names implementations as reports and files show them.
 *
 * @throws {UsageError} for a --name that is none, or is for several.
 */
export function named<T extends { readonly name: string }>(
  implementations: readonly T[],
  { name }: Pick<RunFlags, "name">,
): readonly T[] {
  if (name === undefined) {
    return implementations.map((implementation) => ({
      ...implementation,
      name: shortName(implementation.name),
    }));
  }
  if (implementations.length > 1) {
    const names = implementations.map((implementation) => implementation.name).join(", ");
    throw new UsageError(`--name: expected one implementation, found ${names}.`);
  }
  if (!implementationNameSchema.safeParse(name).success) {
    throw new UsageError(`--name: ${nameExpected}, found "${name}".`);
  }
  return implementations.map((implementation) => ({ ...implementation, name: shortName(name) }));
}
