import { expect, test } from "vitest";
import { expectFaultsKilled } from "../fixtures/self-test.ts";
import { sockspec } from "../fixtures/sockspec.ts";

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

test("what is left out cannot be looked for", async () => {
  const { status, stderr } = await sockspec(["self-test", "--listed", "--strict", "cpp-sigpipe"]);
  expect(stderr).toMatch(/expected one of the two, found both/);
  expect(status).toBe(2);
});
