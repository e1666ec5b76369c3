import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { pinnedEnvironment } from "../cli/choose/bundled.ts";
import { expectNothingLeft, killAtMoments } from "./fixtures/kill-at-moments.ts";
import { goneWithinMs, killHarness, startHarness } from "./fixtures/kill-harness.ts";
import { awaitNoLeftovers, findLeftovers } from "./fixtures/leftovers.ts";

const environment = pinnedEnvironment();
const fixtures = join(import.meta.dirname, "..", "implementation", "fixtures");
const output = mkdtempSync(join(tmpdir(), "sockspec-leftovers-"));
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** Runs that last longer than the latest moment, so that each is killed in the middle. */
const running = ["run", "cpp", "node", "-t", "echo", "--repeat-each", "200", "--output", output];

describe("kill -9 of the harness leaves no process and no namespace of it", () => {
  test.each([
    { lab: "netns", count: 8, seed: 1 },
    { lab: "loopback", count: 4, seed: 2 },
  ])("at $count moments of a run in $lab labs", async ({ lab, count, seed }) => {
    const killed = await killAtMoments([...running, "--lab", lab], { environment, count, seed });
    expectNothingLeft(killed, lab);
  });

  test.each(["netns", "loopback"])("while its server is stopped, in a %s lab", async (lab) => {
    const stopsItself = `
      require("net").createServer(() => process.kill(process.pid, "SIGSTOP"))
        .listen(process.argv[1], "0.0.0.0")`;
    const server = ["--", process.execPath, "-e", stopsItself, "{port}"];
    const args = ["run", "--lab", lab, "--jobs", "1", "--output", output, ...server];
    const harness = startHarness(environment, args);
    const limit = AbortSignal.timeout(30_000);
    while (!findLeftovers(harness.marker).some((leftover) => leftover.state === "T")) {
      await delay(5, undefined, { signal: limit });
    }
    const killed = await killHarness(harness, 0);
    expect(killed.processesLeft).toEqual([]);
  });

  test.each(["netns", "loopback"])("while its server is a daemon, in a %s lab", async (lab) => {
    const daemon = [process.execPath, join(fixtures, "serve-in-background.mjs"), "{port}", "own"];
    const args = ["run", "--lab", lab, "--output", output, "--repeat-each", "50", "--", ...daemon];
    const harness = startHarness(environment, args);
    const limit = AbortSignal.timeout(30_000);
    const daemons = () =>
      findLeftovers(harness.marker).filter((leftover) => leftover.command.includes("serve.mjs"));
    while (daemons().length === 0) {
      await delay(5, undefined, { signal: limit });
    }
    const killed = await killHarness(harness, 0);
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
