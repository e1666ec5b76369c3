import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  type ExpectedFailure,
  expectedFailureSchema,
} from "../verdict/baseline/expected-failure.ts";
import { parseFile } from "./load-manifest.ts";
import type { Implementation } from "./manifest.ts";

const baselineSchema = z.strictObject({
  expectedFailures: z.array(expectedFailureSchema.omit({ implementation: true })),
});

const sharedBaselineSchema = z.strictObject({ expectedFailures: z.array(expectedFailureSchema) });

/**
 * Reads `baseline.json` beside an implementation's manifest: the failures expected of it.
 *
 * @returns none where there is no such file.
 * @throws {InvalidManifestError} that names the file, the key and what was expected.
 */
export function loadBaseline({ folder, name }: Implementation): readonly ExpectedFailure[] {
  const file = join(folder, "baseline.json");
  if (!existsSync(file)) {
    return [];
  }
  const { expectedFailures } = parseFile(baselineSchema, file, "a baseline");
  return expectedFailures.map((entry) => ({ implementation: name, ...entry }));
}

/**
 * Reads a baseline of any number of implementations, which its entries name.
 *
 * @throws {InvalidManifestError} that names the file, the key and what was expected.
 */
export function loadSharedBaseline(file: string): readonly ExpectedFailure[] {
  return parseFile(sharedBaselineSchema, file, "a baseline").expectedFailures;
}

/** Writes what {@link loadSharedBaseline} reads. Throws as `writeFileSync` does. */
export function storeSharedBaseline(file: string, entries: readonly ExpectedFailure[]): void {
  const expectedFailures = entries.map(({ implementation, scenario, check, ...rest }) => {
    const { network, observed, sometimes, reason } = rest;
    return {
      ...{ implementation, scenario, check },
      ...(network === undefined ? {} : { network }),
      observed,
      ...(sometimes ? { sometimes } : {}),
      reason,
    };
  });
  writeFileSync(file, `${JSON.stringify({ expectedFailures }, null, 2)}\n`);
}
