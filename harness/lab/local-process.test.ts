import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { spawnLocally } from "./local-process.ts";

/** Leaves a process behind in its session, and ends when it is told to on standard input. */
const daemonize = `
  sh -c 'trap "echo told; exit" TERM; echo up; while :; do sleep 0.02; done' &
  read -r word
`;

test("a signal reaches what a command left behind, though its end was not noticed yet", async () => {
  const { child, signal, killAll } = spawnLocally(["sh", "-c", daemonize], {
    cwd: import.meta.dirname,
    environment: toolEnvironment(),
    stdin: "pipe",
  });
  try {
    await once(child.stdout, "data");
    child.stdin?.end("end\n");
    awaitZombie(child.pid ?? 0);
    signal("SIGTERM");
    const [printed] = (await once(child.stdout, "data", {
      signal: AbortSignal.timeout(10_000),
    })) as [Buffer];
    expect(`${printed}`).toBe("told\n");
  } finally {
    killAll();
    await text(child.stderr);
  }
});

/** Blocks this thread, so that it cannot notice the end. */
function awaitZombie(pid: number): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let looks = 0; looks < 2000; looks += 1) {
    if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"))) {
      return;
    }
    Atomics.wait(pause, 0, 0, 5);
  }
  throw new Error("The command did not end within ten seconds.");
}
