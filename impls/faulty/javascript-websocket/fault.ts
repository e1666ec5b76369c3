/** Every fault that this server can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  // opening.ts
  "opening-in-one-read",
  "accepts-any-opening",
  // frame.ts
  "header-in-one-read",
  "lower-half-of-length",
  "no-limit",
  "ignores-first-reserved-bit",
  "reserved-opcode-as-text",
  "accepts-unmasked",
  "long-control-frames",
  "fragments-of-control-frames",
  "short-form-too-long",
  "masks-replies",
  // messages.ts
  "frame-is-message",
  "empty-fragment-ends-message",
  "ignores-stray-fragments",
  "message-within-message",
  "replaces-invalid-text",
  "checks-each-fragment",
  "text-as-latin1",
  // replies.ts
  "pong-without-payload",
  "answers-pongs",
  "pongs-after-message",
  "ping-overwrites-message",
  // close.ts
  "no-close-frame",
  "stays-after-close",
  "always-normal-closure",
  "repeats-any-code",
  "ignores-unreadable-close",
  "answers-behind-close",
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
