import type { Step } from "../../harness/scenario/step.ts";

/** Fifty peers connect, have a message echoed each, and close. */
export const fiftyPeers = (name: string): readonly Step[] => [
  { do: "connect", connection: name, count: 50 },
  { do: "send", on: name, content: [{ messages: 1, bytes: 100 }] },
  { do: "awaitEcho", on: name },
  { do: "close", on: name },
];
