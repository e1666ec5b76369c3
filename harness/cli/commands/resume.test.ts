import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readJournal } from "../../journal/read.ts";
import { readRun } from "../../journal/read-run.ts";
import { journalFile } from "../../journal/write.ts";
import { awaitLines } from "../fixtures/await-lines.ts";
import {
  echoScript,
  greeterScript,
  inlineServer,
  makeWorkspace,
  sockspec,
  startSockspec,
} from "../fixtures/sockspec.ts";

const quick = ["-t", "echo/basic", "-t", "length/zero", "--lab", "loopback"];

/** Runs, and then takes away what is behind the first case, as a kill does. */
async function interruptedRun(output: string, args: readonly string[]): Promise<string> {
  await sockspec(["run", ...args, "--output", output, "--jobs", "1"]);
  const folder = onlyRun(output);
  const [header = "", first = ""] = readFileSync(journalFile(folder), "utf8").split("\n");
  truncateSync(journalFile(folder), Buffer.byteLength(`${header}\n${first}\n`));
  return folder;
}

function onlyRun(output: string): string {
  const [folder = ""] = readdirSync(output).filter((name) => /^\d{4}-/.test(name));
  return join(output, folder);
}

const scenario = {
  id: "own/hello",
  title: "A message comes back",
  why: "A test.",
  sources: ["a test"],
  roles: ["server"],
  protocols: ["framed"],
  stimulus: [],
  checks: [],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 8 }] },
    { do: "awaitEcho", on: "main", deadline: { ms: 2000 } },
  ],
};

describe("resuming", () => {
  test("finishes a run by its id, tells of sessions that were cut short, and counts the whole", async () => {
    using workspace = makeWorkspace();
    const json = join(workspace.folder, "run.json");
    const folder = await interruptedRun(workspace.folder, ["cpp", ...quick]);
    const [, id = ""] = /([^/]+)$/.exec(folder) ?? [];
    const resume = ["run", "--resume", id, "--output", workspace.folder, "--json", json];
    const { status, stdout, stderr } = await sockspec(resume);
    expect(stderr).toContain(`Resuming ${id}: 1 of 2 cases have finished.`);
    expect(stderr).toContain("1 lab session was cut short (1)");
    expect(stdout).toMatch(/2 cases: 2 pass\n/);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(json, "utf8")).cases).toHaveLength(2);
    const run = readRun(folder);
    expect(run.cases.map(({ session }) => session)).toEqual([1, 2]);
    expect(run.sessions.map(({ session }) => session)).toEqual([2]);
    expect(readJournal(folder).resumes).toMatchObject([{ cutSessions: [1] }]);
  });

  test("a run that has ended runs nothing, writes nothing, and gives the status of that run", async () => {
    using workspace = makeWorkspace();
    const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
    const run = ["run", greeter, ...quick, "--output", join(workspace.folder, "runs")];
    expect((await sockspec(run)).status).toBe(1);
    const folder = onlyRun(join(workspace.folder, "runs"));
    const before = readFileSync(journalFile(folder), "utf8");
    const { status, stdout, stderr } = await sockspec(["run", "--resume", folder]);
    expect(stderr).toContain("Nothing is left to run");
    expect(stdout).toMatch(/2 cases: 1 fail, 1 unsupported\n/);
    expect(status).toBe(1);
    expect(readFileSync(journalFile(folder), "utf8")).toBe(before);
  });

  test("can be interrupted by Ctrl-C, and resumed again", async () => {
    using workspace = makeWorkspace();
    const endless = ["run", "cpp", "-t", "echo", "--lab", "loopback", "--repeat-each", "1000"];
    const first = startSockspec([...endless, "--output", workspace.folder]);
    await awaitLines(first, 2);
    first.child.kill("SIGKILL");
    await first.finished;
    const folder = onlyRun(workspace.folder);
    const before = readRun(folder).cases.length;
    const second = startSockspec(["run", "--resume", folder]);
    await awaitLines(second, 2);
    second.child.kill("SIGINT");
    const { status, stdout, stderr } = await second.finished;
    expect(stderr).toContain("Incomplete run");
    expect(status).toBe(130);
    const { cases, interrupted } = readRun(folder);
    expect(cases.length).toBeGreaterThan(before);
    expect(stdout).toMatch(new RegExp(`\\d cases: ${cases.length} pass, \\d+ not run`));
    expect(interrupted).toBe(true);
  });
});

test("a run is resumed although its scenarios were reworded", async () => {
  using workspace = makeWorkspace();
  using own = makeWorkspace();
  const file = join(own.folder, "hello.json");
  writeFileSync(file, JSON.stringify(scenario));
  const args = ["cpp", "--scenarios", own.folder, "-t", "own/hello", "-t", "echo/basic"];
  const folder = await interruptedRun(workspace.folder, [...args, "--lab", "loopback"]);
  writeFileSync(file, JSON.stringify({ ...scenario, title: "Another", why: "Another reason." }));
  const { status, stdout, stderr } = await sockspec(["run", "--resume", folder]);
  expect(stderr).not.toContain("changed");
  expect(stdout).toMatch(/2 cases: 2 pass\n/);
  expect(status).toBe(0);
});

describe("resuming is refused", () => {
  test("while the run goes on, and possible once it was killed", async () => {
    using workspace = makeWorkspace();
    const endless = ["run", "cpp", "-t", "echo", "--lab", "loopback", "--repeat-each", "1000"];
    const running = startSockspec([...endless, "--output", workspace.folder]);
    await awaitLines(running, 1);
    const folder = onlyRun(workspace.folder);
    const refused = await sockspec(["run", "--resume", folder]);
    running.child.kill("SIGKILL");
    await running.finished;
    expect(refused.stderr).toMatch(/The run in .* goes on: another sockspec runs or resumes it/);
    expect(refused.status).toBe(2);
    const second = startSockspec(["run", "--resume", folder]);
    await awaitLines(second, 1);
    const third = await sockspec(["run", "--resume", folder]);
    second.child.kill("SIGINT");
    expect(third.stderr).toContain("goes on");
    expect((await second.finished).status).toBe(130);
  });

  test("when a scenario has changed", async () => {
    using workspace = makeWorkspace();
    using own = makeWorkspace();
    const file = join(own.folder, "hello.json");
    writeFileSync(file, JSON.stringify(scenario));
    const args = ["cpp", "--scenarios", own.folder, "-t", "own/hello", "-t", "echo/basic"];
    const folder = await interruptedRun(workspace.folder, [...args, "--lab", "loopback"]);
    const [connect, send] = scenario.steps;
    writeFileSync(file, JSON.stringify({ ...scenario, steps: [connect, send] }));
    const { status, stderr } = await sockspec(["run", "--resume", folder]);
    expect(stderr).toMatch(/would not be the same run:\n {2}Scenarios changed: own\/hello\.\n/);
    expect(status).toBe(2);
    expect(readJournal(folder).cases).toHaveLength(1);
  });

  test("when an implementation has changed", async () => {
    using workspace = makeWorkspace();
    using servers = makeWorkspace();
    const folderOfServer = servers.implementation("echo", inlineServer("echo", echoScript));
    const folder = await interruptedRun(workspace.folder, [folderOfServer, ...quick]);
    const other = inlineServer("echo", `${echoScript}; // Another one.`);
    writeFileSync(join(folderOfServer, "impl.json"), JSON.stringify(other));
    const { status, stderr } = await sockspec(["run", "--resume", folder]);
    expect(stderr).toContain("Implementations changed: echo.");
    expect(status).toBe(2);
  });

  test.each<{ title: string; beside: readonly string[]; found: string }>([
    { title: "an implementation", beside: ["cpp"], found: "found cpp." },
    { title: "a scenario", beside: ["-t", "echo"], found: "found --scenario." },
    { title: "a default, typed", beside: ["--seed", "1"], found: "found --seed." },
    { title: "a command", beside: ["--", "./echo"], found: "found -- command." },
    {
      title: "several",
      beside: ["--repeat-each", "2", "--max-frame", "9"],
      found: "--repeat-each",
    },
  ])("beside $title", async ({ beside, found }) => {
    const { status, stderr } = await sockspec(["run", "--resume", "somewhere", ...beside]);
    expect(stderr).toContain("--resume keeps the selection of the original run");
    expect(stderr).toContain(found);
    expect(status).toBe(2);
  });

  test.each<{ title: string; journal: string; message: RegExp }>([
    { title: "an empty journal", journal: "", message: /found an empty file.*Run again/ },
    {
      title: "a journal of a newer version",
      journal: '{"type":"header","schemaVersion":9}\n',
      message: /found 9\. A newer sockspec wrote it/,
    },
    { title: "what is no journal", journal: "hello\n", message: /line 1: expected JSON/ },
  ])("for $title", async ({ journal, message }) => {
    using workspace = makeWorkspace();
    writeFileSync(journalFile(workspace.folder), journal);
    const { status, stderr } = await sockspec(["run", "--resume", workspace.folder]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/itself failed|^ +at /m);
    expect(status).toBe(2);
  });

  test("for a run that is not there", async () => {
    const { status, stderr } = await sockspec(["run", "--resume", "nothing-like-it"]);
    expect(stderr).toContain("found neither nothing-like-it nor results/runs/nothing-like-it");
    expect(status).toBe(2);
  });
});
