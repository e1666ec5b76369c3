/** Every fault that this server can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  "ignores-chunks",
  "chunks-in-one-read",
  "case-sensitive-fields",
  "last-length-wins",
  "parses-lengths-leniently",
  "empty-line-is-a-request",
  "looks-for-the-end-in-one-read",
  "never-continues",
  "case-sensitive-expectations",
  "refuses-expectations",
  "ignores-close",
  "closes-unanswered",
  "ignores-versions",
  "refuses-old-versions",
  "keeps-ambiguous-connections",
  "length-over-chunks",
  "chunked-anywhere",
  "parses-sizes-leniently",
  "numbers-wrap",
  "any-line-end",
  "skips-the-end-of-data",
  "trims-names",
  "trims-lines",
  "skips-folded-lines",
  "cr-ends-fields",
  "ignores-hosts",
  "unlimited-headers",
  "unlimited-chunk-lines",
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
