import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkReference } from "./faults.ts";
import { parseFile } from "./load-manifest.ts";

const countsSchema = z.strictObject({
  plays: z.int().min(1).describe("how often each scenario of the fault's list was played"),
  failed: z.record(checkReference, z.int().min(0)).describe("how often each listed check failed"),
});

const recordSchema = z.record(z.string(), countsSchema);

/** How often the checks of one fault's list failed, of so many plays. */
export type RecordedKills = z.infer<typeof countsSchema>;

/** By the fault's name, as in `faults.json` beside it. */
type KillRecord = Readonly<Record<string, RecordedKills>>;

/**
 * Reads what `self-test --record` counted last, for a folder of `impls/faulty`.
 *
 * @returns an empty record where nothing was counted yet.
 * @throws {InvalidManifestError}
 */
export function loadRecordedKills(folder: string): KillRecord {
  const file = fileIn(folder);
  return existsSync(file) ? parseFile(recordSchema, file, "a record of kills") : {};
}

/** Replaces the counts of those faults, keeps the others', and forgets faults that are not `listed`. */
export function recordKills(folder: string, counts: KillRecord, listed: readonly string[]): void {
  const all: KillRecord = { ...loadRecordedKills(folder), ...counts };
  const kept = listed.flatMap((name) => {
    const recorded = all[name];
    return recorded === undefined ? [] : [[name, recorded] as const];
  });
  writeFileSync(fileIn(folder), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

function fileIn(folder: string): string {
  return join(folder, "kill-counts.json");
}
