import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Evidence, evidenceSchema, evidenceSchemaVersion } from "../evidence/evidence.ts";
import { type History, historySchema, historySchemaVersion } from "../history/history.ts";
import { knownProtocols } from "../protocol/protocols.ts";
import type { CaseResult } from "./case-result.ts";
import { InvalidJournalError } from "./invalid-journal-error.ts";
import { type Origin, parseJson, parseStored, readStoredFile } from "./json.ts";
import type { StoredRun } from "./read-run.ts";
import { renderingCost } from "./rendering-cost.ts";
import { refuseOtherVersion } from "./version.ts";

/** The largest of the bundled scenarios' histories takes 0.8 MB, in bytes. */
const fileBytesMax = 64 * 1024 * 1024;

/** size/four-gib sends a little more than 4 GiB; rendering it again takes some ten seconds. */
const renderingCostMax = 6 * 1024 ** 3;

/**
 * Reads what was observed while a case ran.
 *
 * @returns null where nothing was stored.
 * @throws {InvalidJournalError}
 */
export function readHistory(
  { folder }: Pick<StoredRun, "folder">,
  result: Pick<CaseResult, "history" | "seed">,
): History | null {
  if (result.history === null) {
    return null;
  }
  const origin = originOf(join(folder, result.history), "history");
  const history = parseHistory(
    readStoredFile(origin.file, { ...origin, bytesMax: fileBytesMax }),
    origin,
  );
  if (history.context.seed !== result.seed) {
    throw new InvalidJournalError({
      ...origin,
      key: "context.seed",
      expected: `${result.seed}, the seed of its case`,
      found: String(history.context.seed),
    });
  }
  return history;
}

/** @throws {InvalidJournalError} for an invalid history, or one that is too costly to judge. */
export function parseHistory(bytes: Buffer, origin: Origin): History {
  return historyOf(parseJson(bytes, origin), origin);
}

/** @throws {InvalidJournalError} as {@link parseHistory} does. */
export function historyOf(data: unknown, origin: Origin): History {
  refuseOtherVersion(data, historySchemaVersion, origin);
  const history = parseStored(historySchema, data, origin);
  const known = knownProtocols();
  if (!known.includes(history.protocol)) {
    throw new InvalidJournalError({
      ...origin,
      key: "protocol",
      expected: `a protocol that is known here (${known.join(", ")})`,
      found: `"${history.protocol}"`,
      advice: "Give the module that defines it: --protocol ./mine.ts.",
    });
  }
  const cost = renderingCost(history);
  if (cost > renderingCostMax) {
    const expected = `what can be sent again within ${renderingCostMax} bytes`;
    throw new InvalidJournalError({
      ...origin,
      key: "connections.sent",
      expected,
      found: `${cost} bytes`,
    });
  }
  return history;
}

/**
 * Reads what a person needs beside the history.
 *
 * @returns null where nothing was kept.
 * @throws {InvalidJournalError}
 */
export function readEvidence(
  { folder }: Pick<StoredRun, "folder">,
  result: Pick<CaseResult, "evidence">,
): Evidence | null {
  if (result.evidence === null) {
    return null;
  }
  const origin = originOf(join(folder, result.evidence), "evidence");
  const data = parseJson(
    readStoredFile(origin.file, { ...origin, bytesMax: fileBytesMax }),
    origin,
  );
  refuseOtherVersion(data, evidenceSchemaVersion, origin);
  return parseStored(evidenceSchema, data, origin);
}

function originOf(file: string, what: string): Origin {
  return { file, advice: `Restore the case's ${what} as it was stored, or run the case again.` };
}

/** The files of a stored run's cases; null for those that are missing or unreadable. */
export interface CaseFiles {
  readonly history: (result: CaseResult) => History | null;
  readonly evidence: (result: CaseResult) => Evidence | null;
  /** A file of the run, such as a capture, by its path relative to the run's folder. */
  readonly file: (path: string) => Uint8Array | null;
}

/** @returns the files beside a run's journal; if they are damaged, the report goes without them. */
export function caseFilesOf(folder: string): CaseFiles {
  return {
    history: (result) => orNull(() => readHistory({ folder }, result)),
    evidence: (result) => orNull(() => readEvidence({ folder }, result)),
    file: (path) => orNull(() => readFileSync(join(folder, path))),
  };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
