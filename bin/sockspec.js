#!/usr/bin/env -S node --max-semi-space-size=2
// Finds a Node that can run the harness, and runs it there. The one that started this file may be
// the system's and too old; the pinned one lies in node_modules.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { join } from "node:path";

const oldestMajor = 24;
const root = join(import.meta.dirname, "..");
const main = join(root, "harness", "cli", "main.ts");
const isDependency = root.includes("node_modules");

// What was stripped of its types once is read from the cache: half the time and memory.
module.enableCompileCache?.();

if (Number(process.versions.node.split(".")[0]) >= oldestMajor && !isDependency) {
  const { runSockspec } = await import(main);
  await runSockspec(process.argv.slice(2));
} else {
  const pinned = join(root, "node_modules", "node", "bin", "node");
  const node = existsSync(pinned) ? pinned : process.execPath;
  // Node strips types from our own source, but not from what lies under node_modules.
  const loader = isDependency ? ["--import", import.meta.resolve("tsx")] : [];
  const script = `import(${JSON.stringify(main)}).then((m) => m.runSockspec(process.argv.slice(1)))`;
  const { status, signal, error } = spawnSync(
    node,
    [...loader, "--input-type=module", "--eval", script, "--", ...process.argv.slice(2)],
    { stdio: "inherit" },
  );
  if (error !== undefined) {
    throw error;
  }
  process.exitCode = signal === null ? status : 128 + constants.signals[signal];
}
