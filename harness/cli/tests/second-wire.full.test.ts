import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRun } from "../../journal/read-run.ts";
import { type Finished, makeWorkspace, sockspec, type Workspace } from "../fixtures/sockspec.ts";

/** A correct proxy whose clients are near, and whose upstream is far away; run once. */
let workspace: Workspace;
let finished: Finished;
beforeAll(async () => {
  workspace = makeWorkspace();
  const scenarios = ["-t", "proxy/client-ends-first", "-t", "proxy/upstream-late"];
  const networks = ["--upstream-network", "delay=15ms loss=2%"];
  const output = ["--output", workspace.folder];
  finished = await sockspec(["run", "cpp-proxy", ...scenarios, ...networks, ...output]);
});
afterAll(() => workspace[Symbol.dispose]());

const network = "upstream-delay-15ms-loss-2";

test("its cases pass, and the screen says what each wire was", () => {
  const { status, stdout, stderr } = finished;
  expect(status, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toContain(`✓ cpp-proxy proxy/client-ends-first on ${network}`);
  expect(stdout).toMatch(
    /proved in \d of \d labs; client's wire: round trip \d\.\d+ ms.*; second wire: round trip 3\d\.\d+ ms/,
  );
});

test("its journal names both networks, and has the proof of both wires", () => {
  const [run = ""] = readdirSync(workspace.folder);
  const { header, sessions } = readRun(join(workspace.folder, run));
  expect(header.networks).toMatchObject([
    { name: network, up: { delayMs: 0 }, upstream: { up: { delayMs: 15, loss: { percent: 2 } } } },
  ]);
  expect(sessions.length).toBeGreaterThan(0);
  for (const { proof, upstreamProof } of sessions) {
    expect(proof?.unproven).toBeNull();
    expect(upstreamProof?.unproven).toBeNull();
  }
});
