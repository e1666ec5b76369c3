import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { startClock } from "../history/clock.ts";
import { openLoopbackLab } from "../lab/loopback.ts";
import { implementationOf } from "../run/fixtures/small-run.ts";
import { type ClientStart, startClientProgram } from "./client-program.ts";
import type { Implementation } from "./manifest.ts";

/** Runs a program as a client in this machine, until it ends or for `limitMs`. */
async function run(
  facts: Pick<Implementation, "command"> & Partial<Implementation>,
  { limitMs = 20_000, ...options }: Partial<ClientStart> & { readonly limitMs?: number } = {},
) {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "sockspec-client-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const clock = startClock(process.hrtime.bigint());
  stack.defer(clock.stop);
  const implementation = { ...implementationOf("mine"), role: "client" as const, folder, ...facts };
  await using program = await startClientProgram(implementation, {
    host: openLoopbackLab(null).client,
    to: { host: "127.0.0.1", port: 7007 },
    messages: ["{port}"],
    scenarioId: "test/client",
    environment: toolEnvironment(),
    clock,
    ...options,
  });
  await program.awaitExit(limitMs);
  return await program.finish();
}

test("a client is told where to connect and what to send, in its command and its environment", async () => {
  const show = 'printf "%s\\n" "$@" "$SOCKSPEC_HOST $SOCKSPEC_PORT $SOCKSPEC_DEADLINE_MS $OWN"';
  const {
    stdout,
    stderr,
    process: ended,
  } = await run({
    command: ["sh", "-c", show, "sh", "{host}", "{port}", "-m{message}", "{message}", "{maxFrame}"],
    env: { OWN: "{deadlineMs} {unknown}" },
    maxFrameBytes: 4096,
  });
  // A message that looks like a placeholder is none.
  const words = [
    "127.0.0.1",
    "7007",
    "-m{port}",
    "{port}",
    "4096",
    "127.0.0.1 7007 5000 5000 {unknown}",
  ];
  expect(Buffer.from(stdout.bytes).toString()).toBe(`${words.join("\n")}\n`);
  expect(stderr).toEqual({ text: "", bytesDropped: 0 });
  expect(ended).toMatchObject({ atEnd: { state: "exited", status: 0 }, stop: null });
});

test("a word that is a message becomes as many words as there are messages", async () => {
  const command = ["sh", "-c", 'echo $#; echo "$3" >&2; exit 3', "sh", "{message}", "end"];
  const {
    stdout,
    stderr,
    process: ended,
  } = await run({ command, deadlineMs: 700 }, { messages: ["one", "two words", ""] });
  expect(Buffer.from(stdout.bytes).toString()).toBe("4\n");
  expect(stderr.text).toBe("\n");
  expect(ended.atEnd).toMatchObject({ state: "exited", status: 3 });
});

test("what a client prints is kept up to a limit, and counted", async () => {
  const { stdout } = await run({ command: ["sh", "-c", "head -c 1100000 /dev/zero"] });
  expect(stdout.total).toBe(1_100_000);
  expect(stdout.bytes).toHaveLength(1024 * 1024);
});

test("a client that is still running was running, and is ended", async () => {
  const command = ["sh", "-c", "echo begun; exec sleep 60"];
  const { process: ended } = await run({ command }, { limitMs: 100 });
  expect(ended).toMatchObject({ atEnd: { state: "running" }, stop: { signals: ["SIGTERM"] } });
});
