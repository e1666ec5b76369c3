import { z } from "zod";
import { InvalidJournalError } from "../run/invalid-journal-error.ts";
import { journalFile } from "../run/journal.ts";
import type { RunRequest } from "../run/run-header.ts";
import type { RunFlags } from "./run-flags.ts";

const texts = z.array(z.string());
const count = z.number().int().nonnegative();

/** Options that say what is run: a resumed run has those that it began with. */
const selectingSchema = z.strictObject({
  scenario: texts.exactOptional(),
  scenarios: z.string().exactOptional(),
  profile: z.string().exactOptional(),
  lab: z.string(),
  network: texts.exactOptional(),
  kernel: z.string().exactOptional(),
  image: z.string().exactOptional(),
  address: z.string().exactOptional(),
  port: count.exactOptional(),
  maxFrame: count.exactOptional(),
  claim: texts.exactOptional(),
  repeatEach: count,
  seed: count,
  lastFailed: z.string().exactOptional(),
}) satisfies z.ZodType<Partial<RunFlags>>;

export const selectingOptions = Object.keys(selectingSchema.shape);

/** @returns what was asked for, as the journal keeps it. */
export function requestOf(
  implementations: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): RunRequest {
  const selecting = Object.entries(flags).filter(([name]) => selectingOptions.includes(name));
  return { implementations, command, options: Object.fromEntries(selecting) };
}

/**
 * @returns the flags of the command line that resumes, with what was asked for at the beginning.
 * @throws {InvalidJournalError} when the journal asks for what this sockspec does not know.
 */
export function flagsOf(request: RunRequest, flags: RunFlags, folder: string): RunFlags {
  const parsed = selectingSchema.safeParse(request.options);
  if (!parsed.success) {
    throw new InvalidJournalError(
      {
        ...{ file: journalFile(folder), line: 1, key: "asked.options" },
        expected: `options among ${selectingOptions.join(", ")}`,
        found: JSON.stringify(request.options),
        advice: "Resume with the sockspec that began the run.",
      },
      { cause: parsed.error },
    );
  }
  const free = Object.entries(flags).filter(([name]) => !selectingOptions.includes(name));
  return { ...(Object.fromEntries(free) as unknown as RunFlags), ...parsed.data };
}
