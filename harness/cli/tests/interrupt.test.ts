import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { awaitNoLeftovers, findLeftovers } from "../../lab/fixtures/leftovers.ts";
import { awaitLines } from "../fixtures/await-lines.ts";
import { makeWorkspace, startSockspec } from "../fixtures/sockspec.ts";

const endless = ["run", "cpp", "-t", "echo", "-t", "length", "--repeat-each", "200"];

describe.each(["netns", "loopback"])("Ctrl-C in a %s lab", (lab) => {
  test.each([
    { whom: "the harness", detached: false },
    { whom: "its whole process group, as a terminal does", detached: true },
  ])("sent to $whom writes what was measured and leaves nothing", async ({ detached }) => {
    using workspace = makeWorkspace();
    const json = join(workspace.folder, "run.json");
    const args = [...endless, "--lab", lab, "--output", workspace.folder, "--json", json];
    const running = startSockspec(args, { detached });
    await awaitLines(running, 4);
    process.kill(detached ? -(running.child.pid ?? 0) : (running.child.pid ?? 0), "SIGINT");
    const { status, stdout, stderr } = await running.finished;
    expect(stdout).toMatch(/grade +/);
    expect(stderr).toMatch(/Incomplete run.*: \d+ cases were not run: interrupted by SIGINT/);
    expect(status).toBe(130);
    expect(await awaitNoLeftovers(() => findLeftovers(running.marker), 2000)).toEqual([]);

    const journal = workspace.journal();
    expect(journal[0]).toMatchObject({ type: "header", lab });
    expect(journal.at(-1)).toMatchObject({ type: "end", interrupted: true });
    const cases = journal.filter((line) => line["type"] === "case");
    expect(cases.length).toBeGreaterThanOrEqual(4);
    expect(new Set(cases.map((line) => line["verdict"]))).toEqual(new Set(["pass"]));
    const document = JSON.parse(readFileSync(json, "utf8"));
    expect(document.interrupted).toBe(true);
    expect(document.cases).toHaveLength(cases.length);
  });
});

test("a second Ctrl-C ends it at once, and leaves nothing either", async () => {
  using workspace = makeWorkspace();
  const running = startSockspec([...endless, "--output", workspace.folder]);
  await awaitLines(running, 3);
  running.child.kill("SIGINT");
  running.child.kill("SIGINT");
  const { status, signal } = await running.finished;
  expect(signal === "SIGINT" || status === 130).toBe(true);
  expect(await awaitNoLeftovers(() => findLeftovers(running.marker), 2000)).toEqual([]);
});

test("SIGTERM is an interruption too", async () => {
  using workspace = makeWorkspace();
  const running = startSockspec([...endless, "--output", workspace.folder]);
  await awaitLines(running, 3);
  running.child.kill("SIGTERM");
  expect((await running.finished).status).toBe(130);
  expect(workspace.journal().at(-1)).toMatchObject({ type: "end", interrupted: true });
});
