import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../cli/bundled.ts";
import { findProgram } from "../implementation/prepare.ts";
import { type GuestWindow, makeWindow } from "./fixtures/guest-window.ts";
import { bootGuest, type GuestOptions } from "./guest.ts";
import type { GuestEnd } from "./guest-end.ts";
import { whyNoGuest } from "./guest-missing.ts";
import { LabOpenError } from "./lab.ts";

const environment = toolEnvironment();
const missing = whyNoGuest(environment);

function optionsFor(window: string, command: readonly string[]): GuestOptions {
  const signal = new AbortController().signal;
  return { window, command, cwd: window, environment, cpu: null, memoryMiB: 512, signal };
}

interface Ran {
  readonly end: GuestEnd;
  readonly tail: string;
  readonly stdout: string;
  readonly stderr: string;
}

async function runInGuest(
  window: GuestWindow,
  command: readonly string[],
  options: Partial<GuestOptions> = {},
): Promise<Ran> {
  await using guest = await bootGuest({ ...optionsFor(window.path, command), ...options });
  const end = await guest.ended;
  const [stdout, stderr] = [window.read("stdout.log"), window.read("stderr.log")];
  return { end, tail: guest.consoleTail(), stdout, stderr };
}

describe.skipIf(missing !== null)("a guest", () => {
  test("runs a command as root of a kernel of its own, and tells its status", async () => {
    using window = makeWindow();
    const script = 'id -u; uname -r; cat /etc/hostname /proc/sys/kernel/hostname; exit 7';
    const { end, stdout } = await runInGuest(window, ["sh", "-c", script]);
    expect(end).toEqual({ how: "finished", status: 7 });
    expect(stdout).toMatch(/^0\n.*\n[^]*guest\n$/);
    const [, kernel] = stdout.split("\n");
    expect(kernel).not.toBe(process.report?.getReport()["header"]);
  });
});
