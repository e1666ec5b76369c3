import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { projectRoot } from "./bundled.ts";

test("every check is killed by a fault, and every fault by the checks that its list names", async () => {
  const child = spawn(process.execPath, [join(projectRoot, "bin", "sockspec.js"), "self-test"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await once(child, "exit");
  const [out, errors] = await said;
  const summary = out.split("\n").filter((line) => !/^[✓✗?–▴] /.test(line));
  expect(status, [...summary, errors].join("\n")).toBe(0);
});
