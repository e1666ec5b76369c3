import { join } from "node:path";
import { z } from "zod";
import { loadManifest, parseFile } from "./load-manifest.ts";
import type { Implementation } from "./manifest.ts";

/** `scenario:check`; `*` stands for any scenario. */
export const checkReference = z.string().regex(/^(\*|[a-z0-9-]+\/[a-z0-9-]+):[a-z0-9-]+$/);

const faultSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  bug: z.string().min(1).describe("what the server does wrong, in a sentence"),
  kills: z.array(checkReference).min(1).describe("checks that fail every time"),
  mayTrip: z.array(checkReference).default([]).describe("checks that fail on some runs as well"),
});

const faultsSchema = z.strictObject({ faults: z.array(faultSchema) });

type Fault = z.infer<typeof faultSchema>;

/** A server with one of its faults switched on. */
export interface FaultyImplementation {
  readonly fault: Fault;
  readonly implementation: Implementation;
}

/**
 * Reads a folder of `impls/faulty`: its manifest, whose command contains `{fault}`, and its faults.
 *
 * @throws {InvalidManifestError}
 */
export function loadFaults(folder: string): readonly FaultyImplementation[] {
  const manifest = loadManifest(folder);
  const file = join(folder, "faults.json");
  const { faults } = parseFile(faultsSchema, file, "a list of faults");
  return faults.map((fault) => ({
    fault,
    implementation: {
      ...manifest,
      name: `${manifest.name}-${fault.name}`,
      command: manifest.command.map((word) => word.replace("{fault}", fault.name)),
    },
  }));
}
