import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../host/run-program.ts";
import { killHarness } from "../../lab/fixtures/kill-harness.ts";
import { awaitNoLeftovers, findLeftovers } from "../../lab/fixtures/leftovers.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { echoScript, makeWorkspace, type Running, startSockspec } from "../fixtures/sockspec.ts";

/** @returns a Node that is too old to run the harness, as distributions have one; or null. */
async function findOldNode(): Promise<string | null> {
  const environment = toolEnvironment();
  const folders = (environment["PATH"] ?? "").split(delimiter);
  for (const node of folders.map((folder) => join(folder, "node")).filter(existsSync)) {
    const { stdout } = await runProgram([node, "--version"], { environment, timeoutMs: 10_000 });
    if (Number(/^v(\d+)/.exec(stdout)?.[1]) < 24) {
      return node;
    }
  }
  return null;
}

describe("started by a Node that is too old, the pinned one", () => {
  let oldNode: string | null = null;
  beforeAll(async () => {
    oldNode = await findOldNode();
  });

  function start(args: readonly string[], skip: (if_: boolean, why: string) => void): Running {
    skip(oldNode === null, "this machine has no Node older than 24 on PATH");
    return startSockspec(args, { node: oldNode ?? "" });
  }

  const awaitLab = async ({ child, marker }: Running) => {
    const find = () =>
      findLeftovers(marker).filter((leftover) => leftover.command.includes("/enter "));
    await awaitNoLeftovers(() => (find().length > 1 || child.exitCode !== null ? [] : [1]), 30_000);
  };

  test("runs cases", async ({ skip }) => {
    using workspace = makeWorkspace();
    const args = ["run", "cpp", "-t", "echo/basic", "--output", workspace.folder];
    const { status, stdout } = await start(args, skip).finished;
    expect(stdout).toMatch(/✓ cpp echo\/basic/);
    expect(status).toBe(0);
  });

  test("is given a command after --", async ({ skip }) => {
    using workspace = makeWorkspace();
    const args = ["run", "-t", "echo/basic", "--output", workspace.folder];
    const command = ["--", process.execPath, "-e", echoScript, "{port}"];
    expect((await start([...args, ...command], skip).finished).status).toBe(0);
  });

  test("passes its exit status on", async ({ skip }) => {
    const { status, stderr } = await start(["run", "cppp"], skip).finished;
    expect(stderr).toContain('Did you mean "cpp"?');
    expect(status).toBe(2);
  });

  test("is interrupted with it", async ({ skip }) => {
    using workspace = makeWorkspace();
    const endless = ["run", "cpp", "--repeat-each", "200", "--output", workspace.folder];
    const running = start(endless, skip);
    await awaitLab(running);
    running.child.kill("SIGINT");
    expect((await running.finished).status).toBe(130);
    expect(await awaitNoLeftovers(() => findLeftovers(running.marker), 2000)).toEqual([]);
    expect(workspace.journal().at(-1)).toMatchObject({ type: "end", interrupted: true });
  });

  test("is gone with it, though it was killed", async ({ skip }) => {
    using workspace = makeWorkspace();
    const endless = ["run", "cpp", "--repeat-each", "200", "--output", workspace.folder];
    const running = start(endless, skip);
    await awaitLab(running);
    const killed = await killHarness(running, 0);
    expect(killed.networksBefore).toBeGreaterThan(0);
    expect(killed.processesLeft).toEqual([]);
    expect(killed.inhabitantsLeft).toEqual([]);
  });
});
