/** Every fault that this server can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  "ping-ignores-payload",
  "one-command-a-read",
  "command-in-one-read",
  "case-sensitive-names",
  "splits-at-line-ends",
  "stops-at-nul",
  "null-for-empty",
  "no-inline-commands",
  "drops-what-follows-a-line",
  "silent-about-unknown",
  "hangs-up-on-errors",
  "takes-any-arguments",
  "parses-numbers-leniently",
  "takes-lines-for-elements",
  "no-limit-on-elements",
  "complains-and-goes-on",
] as const;

export type Fault = (typeof faults)[number];

/** @throws {RangeError} when no fault has that name. */
export function parseFault(word: string): Fault {
  const fault = faults.find((name) => name === word);
  if (fault === undefined) {
    throw new RangeError(`expected one of ${faults.join(", ")}, found "${word}"`);
  }
  return fault;
}
