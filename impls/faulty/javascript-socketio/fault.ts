/** Every fault that this server can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  // opening.ts
  "open-without-heartbeat",
  "accepts-any-query",
  // connection.ts
  "ignores-unknown-packets",
  "ignores-close-packets",
  // heartbeat.ts
  "never-pings",
  "counts-silence",
  "never-gives-up",
  // session.ts
  "event-before-connect",
  "event-to-unconnected-namespace",
  "any-namespace",
  "forgets-namespace",
  "namespace-ends-connection",
  "first-argument-only",
  "no-id-0",
  "attachments-in-one-read",
  "attachments-in-json",
  "drops-unfinished-events",
  "drops-stray-attachments",
  // attachments.ts
  "attachments-as-they-come",
  // packet.ts
  "text-as-latin1",
  "drops-unknown-types",
  "drops-bad-payloads",
  "no-payload-is-empty",
  "any-id",
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
