import { test } from "vitest";
import { expectFaultsKilled } from "../fixtures/self-test.ts";

/** One of each kind: a process that dies, lengths, bytes, and another protocol. The full set has all. */
const faults = [
  "cpp-sigpipe",
  "cpp-signed-length",
  "javascript-first-message-only",
  "javascript-stream-waits-for-line-feed",
];

test("faults are killed by the checks that their lists name, and by no others", async () => {
  await expectFaultsKilled(["--strict", ...faults]);
});
