import { existsSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
 * Reads the expected failures from `baseline.json` next to an implementation's manifest, for a pair
 * next to those of all its sides.
 *
 * @returns an empty list if there is no such file.
 * @throws {InvalidManifestError} naming the file, the key and the expected value.
 */
export function loadBaseline({ folder, name, pair }: Implementation): readonly ExpectedFailure[] {
  const others = [pair?.client, pair?.through?.server].flatMap((side) => side?.folder ?? []);
  return [folder, ...others].flatMap((each) => baselineIn(each, name));
}

function baselineIn(folder: string, name: string): readonly ExpectedFailure[] {
  const file = join(folder, "baseline.json");
  if (!existsSync(file)) {
    return [];
  }
  const { expectedFailures } = parseFile(baselineSchema, file, "a baseline");
  return expectedFailures.map((entry) => ({ implementation: name, ...entry }));
}

/**
 * Reads a baseline for several implementations, which its entries name.
 *
 * @throws {InvalidManifestError} naming the file, the key and the expected value.
 */
export function loadSharedBaseline(file: string): readonly ExpectedFailure[] {
  return parseFile(sharedBaselineSchema, file, "a baseline").expectedFailures;
}

/** Writes what {@link loadSharedBaseline} reads. Throws as `writeFileSync` does. */
export function storeSharedBaseline(file: string, entries: readonly ExpectedFailure[]): void {
  const expectedFailures = entries.map(({ implementation, scenario, check, ...rest }) => {
    const { network, observed, sometimes, reason } = rest;
    return {
      implementation,
      scenario,
      check,
      ...(network === undefined ? {} : { network }),
      observed,
      ...(sometimes ? { sometimes } : {}),
      reason,
    };
  });
  replaceFile(file, `${JSON.stringify({ expectedFailures }, null, 2)}\n`);
}

/** Keeps the old file if the disk is full: somebody wrote it by hand. */
function replaceFile(file: string, text: string): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const partial = `${target}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, target);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw cause;
  }
}
