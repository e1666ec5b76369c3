/** Every fault that this client can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  "succeeds-anyway",
  "says-nothing",
  "exits-one",
  "no-line-feed",
  "one-read-is-the-echo",
  "length-in-characters",
  "decodes-each-read",
  "waits-for-the-end",
  "resets-at-end",
  "sends-twice",
  "connects-again",
  "ignores-the-rest",
  "length-is-enough",
  "end-is-enough",
  "trusts-lengths",
  "reset-is-an-end",
  "hangs-after-reset",
  "prints-as-it-comes",
  "no-deadline",
  "no-deadline-to-connect",
  "deadline-from-the-start",
  "tries-until-the-deadline",
  "first-address-alone",
  "refuses-empty",
  "trims",
  "prints-by-lines",
  "end-overtakes-data",
  "deadline-until-an-answer",
  "no-deadline-for-the-end",
  "ignores-case",
  "ends-with-message",
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
