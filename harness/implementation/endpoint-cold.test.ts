import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { startClock } from "../history/clock.ts";
import { openLoopbackLab } from "../lab/loopback.ts";
import { implementationOf } from "../run/fixtures/small-run.ts";
import { startColdEndpoint } from "./endpoint.ts";

async function start(script: string, readyTimeoutMs: number, waits: number[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-start-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true }));
  const lab = openLoopbackLab(null);
  const clock = startClock(process.hrtime.bigint());
  stack.defer(clock.stop);
  const command = ["sh", "-c", script, "sh", process.execPath, "{port}", join(folder, "started")];
  const implementation = { ...implementationOf("cold", command), readyTimeoutMs };
  if (lab.server === null) {
    throw new Error("The loopback lab starts servers.");
  }
  await using endpoint = await startColdEndpoint(implementation, {
    ...{ host: lab.server, port: lab.nextPort(), scenarioId: "test/start", clock },
    environment: toolEnvironment(),
    onWaiting: (waitedMs) => waits.push(waitedMs),
    signal: new AbortController().signal,
  });
  return await endpoint.stop();
}

test("a first start that is late is followed by a second one", async () => {
  const waits: number[] = [];
  const cold = '[ -e "$3" ] && exec "$1" serve.mjs "$2"; touch "$3"; exec sleep 60';
  const { atEnd } = await start(cold, 6000, waits);
  expect(atEnd).toMatchObject({ state: "running" });
  expect(waits.length).toBeGreaterThan(3);
});

test("a server that never listens is started twice, and the message names the option", async () => {
  const silent = "echo start >&2; exec sleep 60";
  await expect(start(silent, 300)).rejects.toThrow(
    /did not listen on port \d+ within 0\.3 s\. .*--start-timeout/,
  );
});

test("a server that exits is not started again", async () => {
  const exits = '[ -e "$3" ] && exec "$1" serve.mjs "$2"; touch "$3"; exit 7';
  await expect(start(exits, 20_000)).rejects.toThrow(/exited with status 7/);
});
