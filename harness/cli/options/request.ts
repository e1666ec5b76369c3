import type { RunRequest } from "../../journal/header.ts";
import { InvalidJournalError } from "../../journal/invalid-journal-error.ts";
import { journalFile } from "../../journal/write.ts";
import { type KeptFlags, optionsKept, type RunFlags } from "./run-flags.ts";

const keptOptions = new Map([...optionsKept("fixed"), ...optionsKept("adjustable")]);

/** @returns the request as the journal stores it. */
export function requestOf(
  implementations: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): RunRequest {
  const kept = Object.entries(flags).filter(([name]) => keptOptions.has(name));
  const options = Object.fromEntries(kept);
  return flags.configured === undefined
    ? { implementations, command, options }
    : { implementations, command, options, configured: flags.configured.set };
}

/**
 * @param typed the names of the options that the command line which resumes really has; the others
 * of its flags are defaults.
 * @returns those flags, merged with the original request.
 * @throws {InvalidJournalError} if the request has options that this version does not know.
 */
export function flagsOf(
  { options }: RunRequest,
  flags: RunFlags,
  folder: string,
  typed: readonly string[] = [],
): RunFlags {
  const asked = Object.fromEntries(
    Object.entries(options).filter(([name]) => !typed.includes(name)),
  );
  if (!areKept(options) || !areKept(asked)) {
    throw new InvalidJournalError({
      file: journalFile(folder),
      line: 1,
      key: "asked.options",
      expected: `options among ${[...keptOptions.keys()].join(", ")}`,
      found: JSON.stringify(options),
      advice: "Resume with the sockspec that began the run.",
    });
  }
  return { ...flags, ...asked };
}

function areKept(options: Readonly<Record<string, unknown>>): options is KeptFlags {
  return Object.entries(options).every(
    ([name, stored]) => keptOptions.get(name)?.value.accepts(stored) === true,
  );
}
