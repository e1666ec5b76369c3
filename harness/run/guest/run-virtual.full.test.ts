import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { pinnedEnvironment } from "../../cli/choose/bundled.ts";
import { preparedControls } from "../../cli/choose/controls.ts";
import { usableCpus } from "../../host/usable-cpus.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { CaseResult, SessionResult } from "../../journal/case-result.ts";
import { findProcesses } from "../../lab/fixtures/guest-processes.ts";
import { awaitNoLeftovers } from "../../lab/fixtures/leftovers.ts";
import { findVirtualKernel } from "../../lab/guest/virtual/built.ts";
import { implementationOf, planOf } from "../fixtures/small-run.ts";
import { runVirtual } from "./run-virtual.ts";
import type { VirtualRunOptions } from "./virtual-run.ts";

const environment = pinnedEnvironment();

let echo: Implementation;
beforeAll(async () => {
  const controls = await preparedControls(null, new AbortController().signal);
  echo = controls.good.planned.implementation;
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-virtual-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(options: Partial<VirtualRunOptions> & Pick<VirtualRunOptions, "plan">) {
  const kernel = findVirtualKernel(environment);
  if (kernel === null) {
    throw new Error("These tests need the kernel: run sockspec kernel build.");
  }
  const sessions: SessionResult[] = [];
  const outcome = await runVirtual({
    labKind: "netns",
    kernel,
    jobs: 1,
    controls: null,
    failureLimit: null,
    unusable: new Map(),
    folder,
    environment,
    fixedPort: null,
    containers: null,
    signal: new AbortController().signal,
    places: usableCpus().map((cpu) => ({ cpu, memoryMiB: 1024 })),
    onCase: () => {},
    onSession: (session) => sessions.push(session),
    ...options,
  });
  return { ...outcome, sessions };
}

/** A server in front of which something is done. */
const preparing = (name: string, script: string): Implementation =>
  implementationOf(name, ["sh", "-c", `${script}; exec "$@"`, "sh", ...echo.command]);

const verdicts = (cases: readonly CaseResult[]) =>
  cases.map(({ implementation, verdict }) => `${implementation} ${verdict}`);

test("A case that ends its guest is an error, and the others of its batch have their results", async () => {
  const server = { ...preparing("fatal", "echo c > /proc/sysrq-trigger"), folder: echo.folder };
  const outcome = await run({ plan: planOf([echo, server, { ...echo, name: "other" }]) });
  expect(verdicts(outcome.cases)).toEqual([`${echo.name} pass`, "fatal error", "other pass"]);
  expect(outcome.cases[1]?.reason).toMatch(/found a panic: sysrq triggered crash\./);
  // The guest that panicked has left what it said.
  expect(readdirSync(join(folder, "guests"))).toContain("1");
  expect(await awaitNoLeftovers(() => findProcesses(folder), 2000)).toEqual([]);
});

test("A case whose guest says nothing any more is an error, and the others have their results", async () => {
  const loop = { ...preparing("spinning", "while :; do :; done"), folder: echo.folder };
  const outcome = await run({
    plan: planOf([echo, loop, { ...echo, name: "other" }]),
    silentMaxMs: 45_000,
  });
  expect(verdicts(outcome.cases)).toEqual([`${echo.name} pass`, "spinning error", "other pass"]);
  expect(outcome.cases[1]?.reason).toMatch(/stopped responding: no output for 45 s/);
  expect(await awaitNoLeftovers(() => findProcesses(folder), 2000)).toEqual([]);
});

test("A program that reads the time of the host is marked, and others are not", async () => {
  // Nothing in the guest tells the time of the host but files of the host that change meanwhile. A
  // guest reads them once, and on one place the second guest boots when the first has ended: then the
  // server sleeps seconds longer, in simulated time.
  const clock = openSync(join(folder, "clock"), "w");
  const begun = performance.now();
  const tick = () =>
    writeSync(clock, ((performance.now() - begun) / 1000).toFixed(1).padStart(6, "0"), 0);
  tick();
  const timer = setInterval(tick, 100);
  const server = {
    ...preparing("dependent", `sleep "$(cat ${join(folder, "clock")})"`),
    folder: echo.folder,
    readyTimeoutMs: 600_000,
  };
  const places = usableCpus().map((cpu) => ({ cpu, memoryMiB: 1024 }));
  const outcome = await run({ plan: planOf([echo, server], 4), places: places.slice(0, 1) });
  clearInterval(timer);
  closeSync(clock);
  const differed = "two runs of dependent differed in test/sampled on clean";
  const why = (name: string) =>
    outcome.cases
      .filter(({ implementation }) => implementation === name)
      .map(({ virtual }) => virtual?.notRepeatable);
  expect(new Set(why("dependent"))).toEqual(new Set([differed]));
  // What runs in the same guest later may follow from it, and what ran before does not.
  expect(why(echo.name)[0]).toBeUndefined();
  const followed = [undefined, `${differed}, before it in its guest`];
  expect(why(echo.name).filter((reason) => !followed.includes(reason))).toEqual([]);
});

test("An interruption ends the guests", async () => {
  const stop = new AbortController();
  const outcome = await run({
    plan: planOf([echo], 30),
    signal: stop.signal,
    onCase: () => stop.abort(new Error("enough")),
  });
  expect(outcome.interrupted).toBe(true);
  expect(outcome.cases.length).toBeLessThan(30);
  expect(existsSync(join(folder, "guests"))).toBe(false);
  expect(await awaitNoLeftovers(() => findProcesses(folder), 2000)).toEqual([]);
});
