import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { projectRoot } from "../choose/bundled-names.ts";

/** One fault a kind, in each language: all of them take twenty minutes, `npm run self-test`. */
const faults = [
  "cpp-sigpipe",
  "cpp-signed-length",
  "cpp-writes-twice",
  "javascript-first-message-only",
  "javascript-drops-queue-at-end",
  "javascript-no-error-listener",
  "javascript-stream-waits-for-line-feed",
];

test("faults are killed by the checks that their lists name, and by no others", async () => {
  const launcher = join(projectRoot, "bin", "sockspec.js");
  const child = spawn(process.execPath, [launcher, "self-test", ...faults], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await once(child, "exit");
  const [out, errors] = await said;
  const matrix = out.slice(out.lastIndexOf("\nfault "));
  expect(status, `${matrix}\n${errors}`).toBe(0);
});
