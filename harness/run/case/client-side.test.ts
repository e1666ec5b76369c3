import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { startClock } from "../../history/clock.ts";
import { openLoopbackLab } from "../../lab/loopback.ts";
import { implementationOf } from "../fixtures/small-run.ts";
import { openClientSide } from "./client-side.ts";

/** Starts runs of a shell script as a client, each of which gets so long to exit, in ms. */
async function play(script: string, limitsMs: readonly number[]) {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "sockspec-client-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const clock = startClock(process.hrtime.bigint());
  stack.defer(clock.stop);
  const { server } = openLoopbackLab(null);
  if (server === null) {
    throw new Error("The loopback lab starts programs.");
  }
  const command = ["sh", "-c", script, "sh", "{message}"];
  const implementation = { ...implementationOf("mine", command), role: "client" as const, folder };
  await using side = openClientSide(implementation, {
    host: server,
    to: { host: "127.0.0.1", port: 7007 },
    messages: ["hello"],
    scenarioId: "test/client",
    environment: toolEnvironment(),
    clock,
  });
  for (const [index, deadlineMs] of limitsMs.entries()) {
    await side.perform({ do: "startClient", client: `run-${index + 1}` });
    await side.perform({ do: "awaitExit", deadlineMs });
  }
  return { last: await side.finish(), clients: side.clients };
}

test("each run of a client is kept, with what it printed and its status", async () => {
  const { last, clients } = await play('echo "$1"; echo why >&2; exit 4', [20_000, 20_000]);
  expect(clients.map(({ client }) => client)).toEqual(["run-1", "run-2"]);
  expect(clients[1]).toMatchObject({
    outcome: { state: "exited", status: 4 },
    stdout: { bytes: 6, head: Buffer.from("hello\n").toString("base64") },
    stderr: { text: "why\n" },
  });
  expect(last?.atEnd).toMatchObject({ state: "exited", status: 4 });
});

test("a client that is late was running, and is ended at once", async () => {
  const { last, clients } = await play("exec sleep 60", [50]);
  expect(clients).toMatchObject([{ outcome: { state: "running" }, stdout: { bytes: 0 } }]);
  expect(last?.stop?.signals).toEqual(["SIGTERM"]);
});

test("where no client was started, none is judged", async () => {
  expect(await play("exit 0", [])).toEqual({ last: null, clients: [] });
});
