import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { awaitNoLeftovers, findLeftovers } from "../lab/fixtures/leftovers.ts";
import { LabLostError } from "../lab/lab.ts";
import { implementationOf, planOf, runSmall, sampled } from "./fixtures/small-run.ts";

const environment = toolEnvironment();

/** A server that echoes, and does something when its first connection comes. */
function hostile(name: string, act: string) {
  const script = `
    const server = require("net").createServer((socket) => {
      socket.on("error", () => {}).pipe(socket);
      if (globalThis.acted === undefined) { globalThis.acted = true; ${act}; }
    });
    server.listen(process.argv[1], "0.0.0.0")`;
  return implementationOf(name, [process.execPath, "-e", script, "{port}"]);
}

const spawnSleeper =
  'require("child_process").spawn("sleep", ["1000"], { detached: true }).unref()';

test("what a server does to itself is its own verdict, and nobody else's", async () => {
  const marker = randomUUID();
  const marked = { ...environment, SOCKSPEC_TEST: marker };
  const outcome = await runSmall(marked, {
    plan: planOf([
      hostile("dies", "process.exit(3)"),
      hostile("is-killed", "process.kill(process.pid, 'SIGSEGV')"),
      hostile("stops-itself", "process.kill(process.pid, 'SIGSTOP')"),
      hostile("stops-listening", "server.close(); setInterval(() => {}, 1000)"),
      hostile("prints-binary", "process.stdout.write(Buffer.alloc(300000, 0xff))"),
      hostile("leaves-children", `for (let n = 0; n < 20; n++) ${spawnSleeper}`),
      implementationOf("bystander"),
    ]),
  });
  const verdicts = outcome.cases.map((result) => `${result.implementation}: ${result.verdict}`);
  expect(verdicts).toEqual([
    "dies: fail",
    "is-killed: fail",
    "stops-itself: fail",
    "stops-listening: fail",
    "prints-binary: pass",
    "leaves-children: pass",
    "bystander: pass",
  ]);
  const process = (name: string) =>
    outcome.finished.find((finishedCase) => finishedCase.result.implementation === name)?.history
      ?.process;
  expect(process("dies")?.atEnd).toMatchObject({ state: "exited", status: 3 });
  expect(process("is-killed")?.atEnd).toMatchObject({ state: "killed", signal: "SIGSEGV" });
  expect(process("stops-listening")?.atEnd.state).toBe("running");
  expect(process("prints-binary")?.output.bytesDropped).toBeGreaterThan(200_000);
  expect(outcome.sessions[0]?.broken).toBeNull();
  expect(await awaitNoLeftovers(() => findLeftovers(marker), 2000)).toEqual([]);
});

test("a server that does not start under a limit of descriptors does without the scenarios that set one", async () => {
  const careful = implementationOf("careful", [
    "sh",
    "-c",
    `[ "$(ulimit -n)" -ge 1000 ] || { echo needs 1000 descriptors; exit 71; }
    exec "$0" serve.mjs "$1"`,
    process.execPath,
    "{port}",
  ]);
  const limited = { ...sampled, id: "test/limited", start: { descriptorLimit: 96 } };
  const usual = planOf([careful]);
  const plan = [...usual, ...usual.map((planned) => ({ ...planned, index: 1, scenario: limited }))];
  const outcome = await runSmall(environment, { plan });
  expect(outcome.cases.map(({ scenario, verdict }) => `${scenario}: ${verdict}`)).toEqual([
    "test/sampled: pass",
    "test/limited: unsupported",
  ]);
  expect(outcome.cases[1]?.reason).toContain(
    'under a limit of 96 descriptors, "careful" exited with status 71',
  );
});

test("a server that kills the whole lab gets no verdict, and the run says why", async () => {
  const outcome = await runSmall(environment, {
    plan: planOf([
      implementationOf("bystander"),
      hostile("kills-all", "process.kill(-1, 'SIGKILL')"),
    ]),
    controls: null,
  });
  expect(outcome.cases.map((result) => result.verdict)).toEqual(["pass", "error"]);
  expect(outcome.cases[1]?.reason).toContain("The lab ended while cases ran in it");
  expect(outcome.interrupted).toBe(false);
});

test("what is measured before a lab is lost is kept, and the loss is reported once", async () => {
  const killer = hostile("kills-all", "process.kill(-1, 'SIGKILL')");
  const outcome = await runSmall(environment, {
    plan: planOf([implementationOf("before"), killer, implementationOf("after")]),
    controls: null,
  });
  expect(outcome.cases.map((result) => result.implementation)).toEqual(["before", "kills-all"]);
  expect(outcome.labFailure).toBeInstanceOf(LabLostError);
});
