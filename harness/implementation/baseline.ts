import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ExpectedFailure } from "../verdict/baseline/baseline.ts";
import { InvalidManifestError, readJson } from "./load-manifest.ts";
import type { Implementation } from "./manifest.ts";

const entrySchema = z.strictObject({
  scenario: z.string().min(1),
  check: z.string().min(1),
  network: z.string().min(1).optional().describe("the only network on which it fails so"),
  observed: z.string().min(1).describe("a part of what the check observes when it fails so"),
  sometimes: z.boolean().default(false).describe("it passes on some runs"),
  reason: z.string().min(1),
});

const baselineSchema = z.strictObject({ expectedFailures: z.array(entrySchema) });

const sharedBaselineSchema = z.strictObject({
  expectedFailures: z.array(entrySchema.extend({ implementation: z.string().min(1) })),
});

/**
 * Reads the expected failures from `baseline.json` next to an implementation's manifest.
 *
 * @returns an empty list if there is no such file.
 * @throws {InvalidManifestError} naming the file, the key and what was expected.
 */
export function loadBaseline({ folder, name }: Implementation): readonly ExpectedFailure[] {
  const file = join(folder, "baseline.json");
  if (!existsSync(file)) {
    return [];
  }
  const { expectedFailures } = parse(baselineSchema, file);
  return expectedFailures.map((entry) => ({ implementation: name, ...entry }));
}

/**
 * Reads a baseline for several implementations, which its entries name.
 *
 * @throws {InvalidManifestError} naming the file, the key and what was expected.
 */
export function loadSharedBaseline(file: string): readonly ExpectedFailure[] {
  return parse(sharedBaselineSchema, file).expectedFailures;
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

function parse<T>(schema: z.ZodType<T>, file: string): T {
  const parsed = schema.safeParse(readJson(file));
  if (!parsed.success) {
    throw new InvalidManifestError(`${file}: ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  return parsed.data;
}
