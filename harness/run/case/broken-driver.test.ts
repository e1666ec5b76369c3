import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import type { HostProcess } from "../../host/host.ts";
import { type Lab, LabLostError } from "../../lab/lab.ts";
import { openLoopbackLab } from "../../lab/loopback.ts";
import type { Step } from "../../scenario/step.ts";
import { implementationOf, inCase, planOf, runSmall, sampled } from "../fixtures/small-run.ts";
import { DriverError } from "./driver-channel.ts";
import { type DriverProcess, startDriver } from "./driver-process.ts";

const environment = toolEnvironment();
const echo = implementationOf("echo");

/** A lab whose drivers are known as they are started. */
function watchDrivers(lab: Lab, drivers: HostProcess[]): Lab {
  const client: Lab["client"] = {
    ...lab.client,
    spawn(command, options) {
      const started = lab.client.spawn(command, options);
      drivers.push(started);
      return started;
    },
  };
  return { ...lab, client };
}

describe("a driver that dies in the middle of a case", () => {
  test("is replaced, and only its case is an error", async () => {
    const drivers: HostProcess[] = [];
    const killThird = inCase(3, () => drivers.at(-1)?.killAll());
    const options = { plan: planOf([echo], 4), controls: null };
    const outcome = await runSmall(environment, options, (lab) =>
      killThird(watchDrivers(lab, drivers)),
    );
    expect(outcome.cases.map((result) => result.verdict)).toEqual([
      "pass",
      "pass",
      "error",
      "pass",
    ]);
    expect(outcome.cases[2]?.reason).toMatch(/The driver ended with SIGKILL/);
    expect(drivers).toHaveLength(2);
    expect(outcome.labFailure).toBeNull();
  });

  test("during a control breaks the session, not the run", async () => {
    const drivers: HostProcess[] = [];
    const killFirst = inCase(1, () => drivers.at(-1)?.killAll());
    const outcome = await runSmall(environment, { plan: planOf([echo]) }, (lab) =>
      killFirst(watchDrivers(lab, drivers)),
    );
    expect(outcome.cases.map((result) => result.verdict)).toEqual(["error"]);
    expect(outcome.sessions[0]?.broken).toMatch(/control on .* found error .*driver ended/);
  });
});

test("a lab that dies in the middle loses nothing that was measured before", async () => {
  const endLab = inCase(3, (lab) => void lab[Symbol.asyncDispose]());
  const options = { plan: planOf([echo], 5), controls: null };
  const outcome = await runSmall(environment, options, endLab);
  expect(outcome.cases.map((result) => result.verdict)).toEqual(["pass", "pass", "error"]);
  expect(outcome.cases[2]?.reason).toContain("The lab ended while cases ran in it");
  expect(outcome.labFailure).toBeInstanceOf(LabLostError);
  expect(outcome.interrupted).toBe(false);
});

describe("a driver process", () => {
  const context = {
    seed: 1,
    roundTripMs: 0,
    slowestKbit: null,
    lossy: false,
    maxFrameBytes: 1024,
    keepAliveMs: 0,
    echoCapacityBytes: 1024,
    loopCapacityBytes: 1024,
  };
  const pause = (ms: number): Step => ({ do: "pause", duration: { ms } });

  function playOn(driver: DriverProcess, steps: readonly Step[], timeoutMs: number) {
    return driver.play({
      scenario: { ...sampled, steps: [...steps], checks: [] },
      protocol: { name: "framed", module: null },
      address: { host: "127.0.0.1", hostIpv4: null, hostIpv6: null, port: 1 },
      context,
      epochNs: String(process.hrtime.bigint()),
      answer: () => Promise.resolve({ sample: null, link: null }),
      timeoutMs,
      signal: new AbortController().signal,
    });
  }

  test("plays on when the time limit of an earlier play has passed", async () => {
    await using driver = await startDriver(openLoopbackLab(null).client, environment);
    // The first one loads what playing takes, for as long as that takes.
    await playOn(driver, [pause(1)], 20_000);
    const limitMs = 1500;
    const limit = AbortSignal.timeout(limitMs + 50);
    await playOn(driver, [pause(1)], limitMs);
    const second = playOn(driver, [pause(2 * limitMs)], 20_000);
    await once(limit, "abort");
    expect(driver.alive).toBe(true);
    await expect(second).resolves.toMatchObject({ connections: [{ name: "probe" }] });
  });

  test("that does not come back in time is given up and ended", async () => {
    const drivers: HostProcess[] = [];
    const { client } = watchDrivers(openLoopbackLab(null), drivers);
    {
      await using driver = await startDriver(client, environment);
      for (const pid of (await drivers[0]?.processes()) ?? []) {
        process.kill(pid, "SIGSTOP");
      }
      const playing = playOn(driver, [pause(1)], 100);
      await expect(playing).rejects.toThrow(DriverError);
      await expect(playing).rejects.toThrow("did not answer in time");
      expect(driver.alive).toBe(false);
    }
    expect(await drivers[0]?.processes()).toEqual([]);
  });

  test("that cannot start says why", async () => {
    const { client } = openLoopbackLab(null);
    const broken: Lab["client"] = {
      ...client,
      spawn: (_, options) => client.spawn(["sh", "-c", "echo no memory >&2; exit 9"], options),
    };
    const starting = startDriver(broken, environment);
    await expect(starting).rejects.toThrow(DriverError);
    await expect(starting).rejects.toThrow(/status 9.*no memory/);
  });

  test("that writes an invalid message is abandoned", async () => {
    const { client } = openLoopbackLab(null);
    const babbling: Lab["client"] = {
      ...client,
      spawn: (_, options) => client.spawn(["sh", "-c", "echo what; exec sleep 1000"], options),
    };
    const starting = startDriver(babbling, environment);
    await expect(starting).rejects.toThrow(DriverError);
    await expect(starting).rejects.toThrow("Expected a JSON message from the driver, found: what");
  });
});
