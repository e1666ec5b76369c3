/** Every fault that this proxy can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  "ends-with-either",
  "half-a-second-of-grace",
  "keeps-the-clients-end",
  "keeps-the-upstreams-end",
  "resets-at-the-end",
  "forgets-the-ended-upstream",
  "forgets-what-it-delays",
  "ends-upstream-after-reset",
  "ends-client-after-reset",
  "ignores-the-clients-reset",
  "ignores-the-upstreams-reset",
  "forgets-refused-clients",
  "exits-when-refused",
  "exits-when-upstream-dies",
  "buffers-without-bound",
  "buffers-answers-without-bound",
  "drops-what-does-not-fit",
  "gives-up-late-upstreams",
  "splits-addresses-at-colons",
  "at-most-five-hundred",
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
