import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { randomIntegers } from "../../protocol/random.ts";
import {
  ordinaryUser,
  type Someone,
  whoeverTests,
  withoutNamespaces,
} from "../fixtures/as-others.ts";
import { findProcesses } from "../fixtures/guest-processes.ts";
import { type GuestWindow, makeWindow } from "../fixtures/guest-window.ts";
import { awaitNoLeftovers } from "../fixtures/leftovers.ts";
import { bootScript } from "../fixtures/run-in-guest.ts";

const environment = toolEnvironment();

/** How long a guest may take to disappear, in ms: the kernel kills its processes at once. */
const goneWithinMs = 2000;

/** Processes that wait, compute, and are orphans. */
const busy = "sleep 1000 & setsid sleep 1000 & sh -c 'sleep 1000 & exit' & while :; do :; done";

/** The holder, the kernel, its helpers, and a host process for each process of the guest. */
const processesMin = 8;

async function findLeft(window: GuestWindow): Promise<readonly unknown[]> {
  return await awaitNoLeftovers(() => findProcesses(window.path), goneWithinMs);
}

/** The guest has started all its processes a moment after it is up. */
async function awaitAllProcesses(window: GuestWindow): Promise<void> {
  await expect
    .poll(() => findProcesses(window.path).length, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(processesMin);
}

describe("of a guest nothing is left", () => {
  test("when it was disposed of, be it twice", async () => {
    using window = makeWindow();
    await using guest = await bootScript(window, busy, { environment });
    await awaitAllProcesses(window);
    await guest[Symbol.asyncDispose]();
    expect(await guest.ended).toEqual({ how: "killed", signal: "SIGKILL" });
    await guest[Symbol.asyncDispose]();
    expect(await findLeft(window)).toEqual([]);
  });

  test("when its command has ended, whatever that left behind", async () => {
    using window = makeWindow();
    await using guest = await bootScript(window, `(${busy}) & exit 3`, { environment });
    expect(await guest.ended).toEqual({ how: "finished", status: 3 });
    expect(await findLeft(window)).toEqual([]);
  });

  test("when the run was aborted", async () => {
    using window = makeWindow();
    const abort = new AbortController();
    const { signal } = abort;
    await using guest = await bootScript(window, busy, { environment, signal });
    await awaitAllProcesses(window);
    abort.abort();
    expect(await guest.ended).toEqual({ how: "killed", signal: "SIGKILL" });
    expect(await findLeft(window)).toEqual([]);
  });

  test("when the run was aborted while it booted", async () => {
    using window = makeWindow();
    const abort = new AbortController();
    const booting = bootScript(window, busy, { environment, signal: abort.signal });
    booting.catch(() => {});
    await expect.poll(() => findProcesses(window.path).length, { interval: 1 }).toBeGreaterThan(0);
    abort.abort();
    await expect(booting).rejects.toThrow(abort.signal.reason as Error);
    expect(await findLeft(window)).toEqual([]);
  });
});

type Booting = ChildProcess & { readonly stdout: Readable };

/** Starts a process that boots a guest. */
function startBooting(window: GuestWindow, { words }: Someone): Booting {
  const fixture = join(import.meta.dirname, "..", "fixtures", "boot-guest.ts");
  const boot = [process.execPath, fixture, window.path, environment["PATH"] ?? ""];
  const [program = "", ...rest] = [...words, ...boot, "sh", "-c", busy];
  // The words before the command exec it, so that this is the process that is killed.
  return spawn(program, rest, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
}

async function kill(booting: Booting): Promise<void> {
  const ended = once(booting, "exit");
  booting.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
}

/** Without namespaces to hide it in, a guest's memory is a file in a folder. */
function findMemory(window: GuestWindow): readonly string[] {
  return readdirSync(window.path).filter((name) => name.startsWith("sockspec-guest-"));
}

describe("of a guest nothing is left when kill -9 ends the process that booted it", () => {
  test.each([whoeverTests, ordinaryUser, withoutNamespaces])("for $who", async (someone) => {
    using window = makeWindow(someone.owner);
    const booting = startBooting(window, someone);
    await once(createInterface({ input: booting.stdout }), "line");
    await awaitAllProcesses(window);
    expect(findMemory(window)).toHaveLength(someone === withoutNamespaces ? 1 : 0);
    await kill(booting);
    expect(await findLeft(window)).toEqual([]);
    expect(findMemory(window)).toEqual([]);
  });

  test.each([
    { someone: whoeverTests, seed: 1 },
    { someone: withoutNamespaces, seed: 2 },
  ])("for $someone.who, at six moments of the boot", async ({ someone, seed }) => {
    // A boot takes 2 s.
    const next = randomIntegers(seed, 0, 2000);
    for (const afterMs of Array.from({ length: 6 }, next)) {
      using window = makeWindow(someone.owner);
      const booting = startBooting(window, someone);
      await delay(afterMs);
      await kill(booting);
      expect(await findLeft(window)).toEqual([]);
      expect(findMemory(window)).toEqual([]);
    }
  });
});
