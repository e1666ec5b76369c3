#!/usr/bin/env -S node --max-semi-space-size=4
// Finds a Node that can run the harness, and runs it there. The one that started this file may be
// the system's and too old; a pinned one lies in node_modules.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { endingSignals, statusOfKilled, watchEarlySignals } from "./early-signals.js";

// NO_COLOR comes first. Node would let FORCE_COLOR win, and print a warning that it does.
if (process.env.NO_COLOR) {
  delete process.env.FORCE_COLOR;
}

const endEarlyWatch = watchEarlySignals();
const oldestMajor = 24;
const noVerdict = 3;
const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "harness", "cli", "main.ts");
// A clone runs its sources; a package holds what was compiled from them.
const main = existsSync(source) ? source : join(root, "dist", "harness", "cli", "main.js");

// A finished case is garbage, which V8 by default lets pile up to 100 MB after two hundred cases. In
// use are 17 MB: to collect whenever that had grown by 40 % marked all of it once a case.
const smallHeap = ["--max-semi-space-size=4", "--heap-growing-percent=150"];

// Caches files without their types, which halves time and memory.
module.enableCompileCache?.();

if (isRecent(process.versions.node)) {
  v8.setFlagsFromString("--heap-growing-percent=150");
  const { runSockspec } = await import(main);
  const running = runSockspec(process.argv.slice(2));
  endEarlyWatch();
  await running;
} else {
  const node = pinnedNode(root);
  if (node === null) {
    console.error(
      `sockspec: expected Node ${oldestMajor} or newer, found ${process.version} at ${process.execPath}. ` +
        `Install one, or add one to this project: npm install --save-dev node@${oldestMajor}`,
    );
    process.exit(noVerdict);
  }
  // The words begin at the third, as they do for a program in a file: the journal keeps them.
  // If this launcher is killed, the child notices by the end of its pipe.
  const script = `
    import { enableCompileCache } from "node:module";
    import { Socket } from "node:net";
    enableCompileCache();
    new Socket({ fd: 3 }).on("close", () => process.exit()).resume().unref();
    const { runSockspec } = await import(${JSON.stringify(main)});
    await runSockspec(process.argv.slice(2));
  `;
  const child = spawn(
    node,
    [
      ...smallHeap,
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

/**
 * The npm package `node`, of this project or of the one that sockspec is installed in.
 *
 * @param {string} folder
 * @returns {string | null}
 */
function pinnedNode(folder) {
  const pinned = join(folder, "node_modules", "node");
  const node = join(pinned, "bin", "node");
  if (existsSync(node)) {
    const { version } = JSON.parse(readFileSync(join(pinned, "package.json"), "utf8"));
    return isRecent(version) ? node : null;
  }
  const above = dirname(folder);
  return above === folder ? null : pinnedNode(above);
}

/** @param {string} version */
function isRecent(version) {
  return Number.parseInt(version, 10) >= oldestMajor;
}
