import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { childrenOf, childrenOfThread, sampleProcesses } from "./process.ts";

/** Starts a child that ends at once, waits for nobody, and says when the child has ended. */
const leavesZombie = `
  if (fork() == 0) { exit 0 }
  select(undef, undef, undef, 0.01) until (readpipe("cat /proc/$$/task/$$/children") // "") =~ /\\d/;
  $| = 1; print "ready\\n"; sleep 1000`;

test("a child that has ended and that nobody has waited for is a zombie, and no process", async () => {
  const parent = spawn("perl", ["-e", leavesZombie], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(parent.stdout, "data");
    await expect
      .poll(() => sampleProcesses([parent.pid ?? 0]))
      .toMatchObject({ processes: 1, zombies: 1, threads: 1 });
  } finally {
    parent.kill("SIGKILL");
  }
});

test("threads are counted, and how often they were given a processor", () => {
  const { threads, timesScheduled, zombies } = sampleProcesses([process.pid]);
  expect(threads).toBeGreaterThan(1);
  expect(timesScheduled).toBeGreaterThan(0);
  expect(zombies).toBeGreaterThanOrEqual(0);
});

test("a thread that has ended has no children, whatever the others have", async () => {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  try {
    await once(child, "spawn");
    expect(childrenOf(process.pid)).toContain(child.pid);
    expect([process.pid].flatMap(childrenOf)).toContain(child.pid);
    const gone = 2 ** 22 + 1; // Above PID_MAX_LIMIT of include/linux/threads.h.
    expect(childrenOfThread(process.pid, gone)).toEqual([]);
  } finally {
    child.kill("SIGKILL");
  }
});
