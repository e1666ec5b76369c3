import { InvalidJournalError } from "./invalid-journal-error.ts";
import { describeValue, type Origin } from "./json.ts";

/**
 * Before all else: what another version means by its keys is not known here.
 *
 * @throws {InvalidJournalError} whose message says whether the journal is newer or older.
 */
export function refuseOtherVersion(data: unknown, known: number, { file, line }: Origin): void {
  const isObject = typeof data === "object" && data !== null;
  const version = isObject && "schemaVersion" in data ? data.schemaVersion : undefined;
  if (version === known) {
    return;
  }
  const isNewer = typeof version === "number" && version > known;
  throw new InvalidJournalError({
    file,
    ...(line === undefined ? {} : { line }),
    key: "schemaVersion",
    expected: `${known}, the version that this sockspec reads`,
    found: describeValue(version),
    advice: isNewer
      ? "A newer sockspec wrote it: read it with that one."
      : "Read it with the sockspec that wrote it, which the journal's header names, or run again.",
  });
}
