import { z } from "zod";
import type { RunRequest } from "../../journal/header.ts";
import { InvalidJournalError } from "../../journal/invalid-journal-error.ts";
import { journalFile } from "../../journal/write.ts";
import type { RunFlags } from "./run-flags.ts";

const texts = z.array(z.string());
const count = z.number().int().nonnegative();

/** A resumed run has these options as it began, where its own command line does not say otherwise. */
const changeable: readonly string[] = ["evidence", "strace"];

/** Options that a journal keeps. */
const keptSchema = z.strictObject({
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
  evidence: z.string().exactOptional(),
  strace: z.boolean().exactOptional(),
}) satisfies z.ZodType<Partial<RunFlags>>;

const keptOptions = Object.keys(keptSchema.shape);

/** Options that say what is run: a resumed run has those that it began with, and no others. */
export const selectingOptions = keptOptions.filter((name) => !changeable.includes(name));

/** @returns what was asked for, as the journal keeps it. */
export function requestOf(
  implementations: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): RunRequest {
  const kept = Object.entries(flags).filter(([name]) => keptOptions.includes(name));
  return { implementations, command, options: Object.fromEntries(kept) };
}

/**
 * @param typed the names of the flags that the command line which resumes really has; the others
 * have their defaults.
 * @returns the flags of that, with what was asked for at the beginning.
 * @throws {InvalidJournalError} when the journal asks for what this sockspec does not know.
 */
export function flagsOf(
  { options }: RunRequest,
  flags: RunFlags,
  folder: string,
  typed: readonly string[] = [],
): RunFlags {
  const parsed = keptSchema.safeParse(options);
  if (!parsed.success) {
    throw new InvalidJournalError(
      {
        ...{ file: journalFile(folder), line: 1, key: "asked.options" },
        expected: `options among ${keptOptions.join(", ")}`,
        found: JSON.stringify(options),
        advice: "Resume with the sockspec that began the run.",
      },
      { cause: parsed.error },
    );
  }
  const isOwn = (name: string) => !keptOptions.includes(name) || typed.includes(name);
  const own = Object.fromEntries(Object.entries(flags).filter(([name]) => isOwn(name)));
  return { ...parsed.data, ...own } as unknown as RunFlags;
}
