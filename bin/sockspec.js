#!/usr/bin/env -S node --max-semi-space-size=4
// Finds a Node that can run the harness, and runs it there. The one that started this file may be
// the system's and too old; the pinned one lies in node_modules.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import v8 from "node:v8";
import { endingSignals, statusOfKilled, watchEarlySignals } from "./early-signals.js";
import { chooseRoot } from "./user-copy.js";

// NO_COLOR comes first. Node would let FORCE_COLOR win, and print a warning that it does.
if (process.env.NO_COLOR) {
  delete process.env.FORCE_COLOR;
}

const endEarlyWatch = watchEarlySignals();
const oldestMajor = 24;
const root = await chooseRoot(join(import.meta.dirname, ".."), process.argv[2] ?? "");
const main = join(root, "harness", "cli", "main.ts");
const isDependency = root.includes("node_modules");

// A finished case is garbage, which V8 by default lets pile up to 100 MB after two hundred cases. In
// use are 17 MB: to collect whenever that had grown by 40 % marked all of it once a case.
const smallHeap = ["--max-semi-space-size=4", "--heap-growing-percent=150"];

// Caches files without their types, which halves time and memory.
module.enableCompileCache?.();

if (Number(process.versions.node.split(".")[0]) >= oldestMajor && !isDependency) {
  v8.setFlagsFromString("--heap-growing-percent=150");
  const { runSockspec } = await import(main);
  const running = runSockspec(process.argv.slice(2));
  endEarlyWatch();
  await running;
} else {
  const pinned = join(root, "node_modules", "node", "bin", "node");
  const node = existsSync(pinned) ? pinned : process.execPath;
  // Node strips types from our own source, but not from what lies under node_modules.
  const loader = isDependency ? ["--import", import.meta.resolve("tsx")] : [];
  // The words begin at the third, as they do for a program in a file: the journal keeps them.
  // If this launcher is killed, the child notices by the end of its pipe.
  const script = `
    import { Socket } from "node:net";
    new Socket({ fd: 3 }).on("close", () => process.exit()).resume().unref();
    const { runSockspec } = await import(${JSON.stringify(main)});
    await runSockspec(process.argv.slice(2));
  `;
  const child = spawn(
    node,
    [
      ...smallHeap,
      ...loader,
      "--input-type=module",
      "--eval",
      script,
      "--",
      "sockspec",
      ...process.argv.slice(2),
    ],
    // In a process group of its own, so that Ctrl-C reaches it once: from here.
    { stdio: ["inherit", "inherit", "inherit", "pipe"], detached: true },
  );
  const forwarded = [];
  for (const name of endingSignals) {
    process.on(name, () => {
      forwarded.push(name);
      child.kill(name);
    });
  }
  process.on("SIGWINCH", () => child.kill("SIGWINCH"));
  endEarlyWatch();
  const [status, signal] = await once(child, "exit");
  process.exit(signal === null ? status : statusOfKilled(forwarded, signal));
}
