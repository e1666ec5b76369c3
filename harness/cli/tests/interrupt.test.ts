import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { awaitNoLeftovers, findLeftovers } from "../../lab/fixtures/leftovers.ts";
import { awaitLines } from "../fixtures/await-lines.ts";
import { echoScript, inlineServer, makeWorkspace, startSockspec } from "../fixtures/sockspec.ts";

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

test.each(["SIGTERM", "SIGHUP"] as const)("%s is an interruption too", async (name) => {
  using workspace = makeWorkspace();
  const running = startSockspec([...endless, "--output", workspace.folder]);
  await awaitLines(running, 3);
  running.child.kill(name);
  expect((await running.finished).status).toBe(130);
  expect(workspace.journal().at(-1)).toMatchObject({ type: "end", interrupted: true });
});

describe("a signal that comes before anybody else handles it", () => {
  const module = join(projectRoot, "bin", "early-signals.js");
  const load = `const { statusOfKilled, watchEarlySignals } = await import(${JSON.stringify(module)});`;
  const run = (script: string) =>
    spawnSync(process.execPath, ["--input-type=module", "--eval", load + script], {
      encoding: "utf8",
    });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"])("is reported: %s", (name) => {
    const script = `watchEarlySignals(); process.kill(process.pid, "${name}"); setTimeout(() => {}, 1e6)`;
    expect(run(script)).toMatchObject({
      status: 130,
      stderr: `sockspec: interrupted by ${name} before it began: nothing was run or written.\n`,
    });
  });

  test.each([
    { title: "is reported", forwarded: ["SIGTERM"], status: 130 },
    { title: "is a kill where it is the second", forwarded: ["SIGINT", "SIGTERM"], status: 143 },
    { title: "is a kill where somebody else sent it", forwarded: [], status: 143 },
  ])("and ends the pinned Node $title", ({ forwarded, status }) => {
    const script = `process.exit(statusOfKilled(${JSON.stringify(forwarded)}, "SIGTERM"))`;
    expect(run(script).status).toBe(status);
  });
});

test("an interrupted build is ended with what it has started", async () => {
  using workspace = makeWorkspace();
  const started = join(workspace.folder, "started");
  const build = ["sh", "-c", `touch ${started}; sleep 60; true`];
  const folder = workspace.implementation("slow", { ...inlineServer("slow", echoScript), build });
  const args = ["run", folder, "-t", "echo/basic", "--output", workspace.folder];
  const running = startSockspec(args);
  await expect.poll(() => existsSync(started), { timeout: 30_000 }).toBe(true);
  running.child.kill("SIGTERM");
  const { status, stderr } = await running.finished;
  expect(stderr).toContain("1 case was not run: interrupted by SIGTERM");
  expect(status).toBe(130);
  expect(await awaitNoLeftovers(() => findLeftovers(running.marker), 2000)).toEqual([]);
});
