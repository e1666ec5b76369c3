/** Every fault that this server can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  // frame-reader.ts
  "forgets-between-reads",
  "drops-tail",
  "first-message-only",
  "waits-for-clean-end",
  "skips-zero",
  "recurses-per-message",
  // reply.ts
  "payload-as-ascii",
  "newline-after-echo",
  "replies-out-of-order",
  // reply-queue.ts
  "reads-without-limit",
  "never-resumes",
  "drops-slow-peer",
  // connection.ts
  "greets",
  "heartbeat",
  "idle-timeout",
  "impatient",
  "first-message-deadline",
  "header-deadline",
  "minimum-rate",
  "bad-length-drops-echoes",
  "stays-after-bad-length",
  "drops-queue-at-end",
  "echoes-truncated",
  "never-ends",
  "keeps-timers",
  "lingers-while-sent-to",
  "counts-reads",
  "overtakes-large",
  // peer-errors.ts
  "no-error-listener",
  "unhandled-rejection",
  "drops-all-after-error",
  "stops-after-error",
  // server.ts
  "leaks-slots",
  "ipv4-only",
  "turns-away-when-busy",
  "exits-after-last-connection",
  // stop.ts
  "no-signal-handler",
  "ignores-sigterm",
  "waits-for-peers",
  "waits-for-readers",
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
