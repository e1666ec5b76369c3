import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ExpectedFailure } from "../verdict/baseline.ts";
import { InvalidManifestError, readJson } from "./load-manifest.ts";
import type { Implementation } from "./manifest.ts";

const baselineSchema = z.strictObject({
  expectedFailures: z.array(
    z.strictObject({
      scenario: z.string().min(1),
      check: z.string().min(1),
      observed: z.string().min(1).describe("a part of what the check observes when it fails so"),
      sometimes: z.boolean().default(false).describe("it passes on some runs"),
      reason: z.string().min(1),
    }),
  ),
});

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
  const parsed = baselineSchema.safeParse(readJson(file));
  if (!parsed.success) {
    throw new InvalidManifestError(`${file}: ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  return parsed.data.expectedFailures.map((entry) => ({ implementation: name, ...entry }));
}
