import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { endChild } from "./end-child.ts";

/** Starts a shell, and waits until its traps are set. */
async function start(script: string): Promise<ChildProcess> {
  const child = spawn(
    "sh",
    ["-c", `${script}; echo ready; while :; do read -r _ || exit 4; done`],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  await once(child.stdout, "data");
  return child;
}

const soon = { killAfterMs: 50 };
const never = { killAfterMs: 60_000 };

describe("a child is ended", () => {
  test("by SIGTERM, when it takes it", async () => {
    const child = await start(":");
    await endChild(child, never);
    expect(child.signalCode).toBe("SIGTERM");
  });

  test("by what asks it", async () => {
    const child = await start(":");
    await endChild(child, { ...never, ask: () => child.stdin?.end() });
    expect(child.exitCode).toBe(4);
  });

  test("by SIGKILL, when it refuses", async () => {
    const child = await start("trap '' TERM");
    await endChild(child, soon);
    expect(child.signalCode).toBe("SIGKILL");
  });

  test("by what kills it, when it refuses", async () => {
    const child = await start("trap '' TERM");
    await endChild(child, { ...soon, kill: () => child.kill("SIGHUP") });
    expect(child.signalCode).toBe("SIGHUP");
  });
});

test("ending it again does nothing", async () => {
  const child = await start("trap '' TERM");
  await Promise.all([endChild(child, soon), endChild(child, soon)]);
  const unwanted = () => expect.unreachable();
  await endChild(child, { ...soon, ask: unwanted, kill: unwanted });
  expect(child.signalCode).toBe("SIGKILL");
});

test("a child that never started needs no ending", async () => {
  const child = spawn("nosuchprogram");
  child.once("error", () => {});
  await endChild(child, never);
  expect(child.pid).toBeUndefined();
});
