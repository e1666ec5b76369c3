import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { pinnedEnvironment } from "../cli/choose/bundled.ts";
import { randomIntegers } from "../protocol/random.ts";
import { type Killed, killHarness, startHarness } from "./fixtures/kill-harness.ts";
import { awaitNoLeftovers, findLeftovers } from "./fixtures/leftovers.ts";

const environment = pinnedEnvironment();
const goneWithinMs = 2000;
const fixtures = join(import.meta.dirname, "..", "implementation", "fixtures");
const output = mkdtempSync(join(tmpdir(), "sockspec-leftovers-"));
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** Runs that last longer than the latest moment, so that each is killed in the middle. */
const running = ["run", "cpp", "node", "--repeat-each", "200", "--output", output];

/** @returns how long this machine takes now until a run is under way, in ms. */
async function measureStart(args: readonly string[]): Promise<number> {
  const startedNs = process.hrtime.bigint();
  const harness = startHarness(environment, args);
  const limit = AbortSignal.timeout(30_000);
  while (findLeftovers(harness.marker).length < 10) {
    await delay(5, undefined, { signal: limit });
  }
  const tookMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
  await killHarness(harness, 0, goneWithinMs);
  return tookMs;
}

async function killAtMoments(
  moments: readonly number[],
  args: readonly string[],
): Promise<readonly Killed[]> {
  const killed: Killed[] = [];
  for (let first = 0; first < moments.length; first += 4) {
    const batch = moments.slice(first, first + 4).map(async (afterMs) => {
      return await killHarness(startHarness(environment, args), afterMs, goneWithinMs);
    });
    killed.push(...(await Promise.all(batch)));
  }
  return killed;
}

describe("kill -9 of the harness leaves no process and no namespace of it", () => {
  test.each([
    { lab: "netns", count: 20, seed: 1 },
    { lab: "loopback", count: 12, seed: 2 },
  ])("at $count moments of a run in $lab labs", async ({ lab, count, seed }) => {
    const args = [...running, "--lab", lab];
    // Four start side by side, and slower: some moments find them under way, however slow the machine.
    const next = randomIntegers(seed, 0, Math.ceil(2.5 * (await measureStart(args))));
    const moments = Array.from({ length: count }, next);
    const killed = await killAtMoments(moments, args);
    expect(killed.flatMap((one) => one.processesLeft)).toEqual([]);
    expect(killed.flatMap((one) => one.inhabitantsLeft)).toEqual([]);
    // It would prove nothing to kill what has not begun, or has ended.
    expect(killed.every((one) => one.processesBefore > 0)).toBe(true);
    expect(Math.max(...killed.map((one) => one.processesBefore))).toBeGreaterThan(5);
    const networks = Math.max(...killed.map((one) => one.networksBefore));
    expect(networks > 0).toBe(lab === "netns");
  });

  test.each(["netns", "loopback"])("while its server is stopped, in a %s lab", async (lab) => {
    const stopsItself = `
      require("net").createServer(() => process.kill(process.pid, "SIGSTOP"))
        .listen(process.argv[1], "0.0.0.0")`;
    const server = ["--", process.execPath, "-e", stopsItself, "{port}"];
    const args = ["run", "--lab", lab, "--jobs", "1", "--output", output, ...server];
    const harness = startHarness(environment, args);
    const limit = AbortSignal.timeout(30_000);
    while (!findLeftovers(harness.marker).some((one) => one.state === "T")) {
      await delay(5, undefined, { signal: limit });
    }
    const killed = await killHarness(harness, 0, goneWithinMs);
    expect(killed.processesLeft).toEqual([]);
  });

  test.each(["netns", "loopback"])("while its server is a daemon, in a %s lab", async (lab) => {
    const daemon = [process.execPath, join(fixtures, "serve-in-background.mjs"), "{port}", "own"];
    const args = ["run", "--lab", lab, "--output", output, "--repeat-each", "50", "--", ...daemon];
    const harness = startHarness(environment, args);
    const limit = AbortSignal.timeout(30_000);
    const daemons = () =>
      findLeftovers(harness.marker).filter((one) => one.command.includes("serve.mjs"));
    while (daemons().length === 0) {
      await delay(5, undefined, { signal: limit });
    }
    const killed = await killHarness(harness, 0, goneWithinMs);
    expect(killed.processesLeft).toEqual([]);
  });
});

test("SIGTERM of the harness leaves nothing either", async () => {
  const { child, marker } = startHarness(environment, running);
  const limit = AbortSignal.timeout(30_000);
  while (findLeftovers(marker).length < 10) {
    await delay(5, undefined, { signal: limit });
  }
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([130, null]);
  expect(await awaitNoLeftovers(() => findLeftovers(marker), goneWithinMs)).toEqual([]);
});
