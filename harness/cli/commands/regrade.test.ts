import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { History } from "../../history/history.ts";
import { readJournal } from "../../journal/read.ts";
import { readRun } from "../../journal/read-run.ts";
import { journalFile } from "../../journal/write.ts";
import { echoScript, inlineServer, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const root = mkdtempSync(join(tmpdir(), "sockspec-regrade-"));
const original = join(root, "original");

beforeAll(async () => {
  using workspace = makeWorkspace();
  const server = { ...inlineServer("echo", echoScript), claims: ["many-frames"] };
  const echo = workspace.implementation("echo", server);
  const output = join(workspace.folder, "runs");
  const quick = ["-t", "echo/basic", "-t", "coalesced/one-segment", "-t", "close/half-close-drain"];
  await sockspec(["run", echo, ...quick, "--output", output]);
  cpSync(join(output, readdirSync(output)[0] ?? ""), original, { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

let copies = 0;

/** @returns the folder of a run that nobody else changes. */
function copyOfRun(): string {
  copies += 1;
  const folder = join(root, `copy-${copies}`);
  cpSync(original, folder, { recursive: true });
  return folder;
}

const basic = join("cases", "echo.echo-basic.clean.1.json");

function changeHistory(folder: string, change: (history: History) => History): void {
  const file = join(folder, basic);
  const history = JSON.parse(readFileSync(file, "utf8")) as History;
  writeFileSync(file, JSON.stringify(change(history)));
}

/** As if the server had exited in the middle. */
function exited(history: History): History {
  const output = { text: "", bytesDropped: 0 };
  return {
    ...history,
    process: { atEnd: { state: "exited", status: 7, atMs: 12.5 }, stop: null, output },
  };
}

describe("judging a stored run again", () => {
  test("says that nothing differs, and writes nothing, even when it is asked to", async () => {
    const folder = copyOfRun();
    const before = readdirSync(root);
    const { status, stdout, stderr } = await sockspec(["regrade", folder, "--write"]);
    expect(stdout).toContain(
      "2 cases judged again: 0 with another verdict, 0 with another judgement",
    );
    expect(stdout).toContain("1 case without a history: keeps its verdict");
    expect(stdout).toContain("nothing written: no differences");
    expect([status, stderr]).toEqual([0, ""]);
    expect(readdirSync(root)).toEqual(before);
  });

  test("tells the verdict and the checks that differ, with what was observed", async () => {
    const folder = copyOfRun();
    changeHistory(folder, exited);
    const { status, stdout } = await sockspec(["regrade", folder]);
    expect(stdout).toContain("echo · echo/basic  clean network, repetition 1: pass → fail\n");
    expect(stdout).toContain("  MUST running: pass → fail\n    before  running");
    expect(stdout).toContain("    now     exited with status 7 at 12.5 ms");
    expect(stdout).toContain("  fate: alive → exited\n");
    expect(stdout).toContain("1 with another verdict");
    expect(status).toBe(1);
    expect(existsSync(`${folder}-regraded-1`)).toBe(false);
  });

  test("tells of a limit that was moved, though the verdict is the same", async () => {
    const folder = copyOfRun();
    const moved = readFileSync(journalFile(folder), "utf8").replace("9 B echoed", "8 B echoed");
    writeFileSync(journalFile(folder), moved);
    const { status, stdout } = await sockspec(["regrade", folder]);
    expect(stdout).toMatch(/MUST \S+: still pass/);
    expect(stdout).toContain("0 with another verdict, 1 with another judgement");
    expect(status).toBe(1);
  });

  test("stores a second run with --write, and leaves the first as it was", async () => {
    const folder = copyOfRun();
    changeHistory(folder, exited);
    const before = readFileSync(journalFile(folder), "utf8");
    for (const number of [1, 2]) {
      const { status, stdout } = await sockspec(["regrade", folder, "--write"]);
      expect(stdout).toContain(`stored in ${folder}-regraded-${number}`);
      expect(status).toBe(1);
    }
    expect(readFileSync(journalFile(folder), "utf8")).toBe(before);
    const run = readRun(`${folder}-regraded-1`);
    expect(run.header).toMatchObject({ regradedFrom: readJournal(folder).header.runId });
    const verdicts = run.cases.map(({ scenario, verdict }) => `${scenario} ${verdict}`);
    expect(verdicts).toContain("echo/basic fail");
    expect(verdicts).toContain("coalesced/one-segment pass");
    expect(verdicts).toContain("close/half-close-drain unsupported");
    expect((await sockspec(["regrade", `${folder}-regraded-1`])).status).toBe(0);
    const resumed = await sockspec(["run", "--resume", `${folder}-regraded-1`]);
    expect(resumed.stderr).toContain("resume the original, then regrade it");
    expect(resumed.status).toBe(2);
  });

  test("leaves a case undone whose session does not count", async () => {
    const folder = copyOfRun();
    changeHistory(folder, exited);
    const lines = readJournal(folder).lines.map((line) =>
      line.type === "session" ? { ...line, broken: "The control case failed." } : line,
    );
    writeFileSync(journalFile(folder), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { status, stdout } = await sockspec(["regrade", folder]);
    expect(stdout).toContain("repetition 1: still error\n");
    expect(stdout).toContain("0 with another verdict, 1 with another judgement");
    expect(status).toBe(1);
  });
});

describe("a case keeps its verdict", () => {
  test("when its scenario is no longer there", async () => {
    const folder = copyOfRun();
    const gone = readFileSync(journalFile(folder), "utf8").replaceAll("echo/basic", "echo/gone");
    writeFileSync(journalFile(folder), gone);
    const { status, stdout } = await sockspec(["regrade", folder]);
    expect(stdout).toContain("no longer there, verdicts kept: echo/gone (1 case)");
    expect(stdout).toContain("1 case judged again");
    expect(status).toBe(0);
  });

  test.each<{ title: string; history: string; problem: RegExp }>([
    { title: "is cut off", history: '{"schemaVersion":1,', problem: /expected JSON/ },
    {
      title: "is of a newer version",
      history: '{"schemaVersion":2}',
      problem: /A newer sockspec wrote it/,
    },
    {
      title: "lacks what it needs",
      history: '{"schemaVersion":1}',
      problem: /protocol: .*found nothing/,
    },
  ])("when its history $title, which makes no verdict possible", async ({ history, problem }) => {
    const folder = copyOfRun();
    writeFileSync(join(folder, basic), history);
    const { status, stdout, stderr } = await sockspec(["regrade", folder]);
    expect(stdout).toMatch(/echo · echo\/basic .* keeps its verdict: .*echo-basic/);
    expect(stdout).toMatch(problem);
    expect(stdout).toContain("1 case judged again");
    expect([status, stderr]).toEqual([3, ""]);
  });
});

test("a scenario that has changed since it was played is named", async () => {
  const folder = copyOfRun();
  const { header } = readJournal(folder);
  const scenarios = { ...header.plan?.scenarios, "echo/basic": "0000000000000000" };
  const other = { type: "header", ...header, plan: { ...header.plan, scenarios } };
  const [, ...rest] = readFileSync(journalFile(folder), "utf8").split("\n");
  writeFileSync(journalFile(folder), [JSON.stringify(other), ...rest].join("\n"));
  const { stdout } = await sockspec(["regrade", folder]);
  expect(stdout).toContain("echo/basic has changed since it was played\n");
});

test.each<{ title: string; word: string; message: RegExp }>([
  { title: "a run that is not there", word: "nothing-like-it", message: /found neither/ },
  { title: "a folder that is no run's", word: "docs", message: /found none in docs/ },
])("$title is bad usage", async ({ word, message }) => {
  const { status, stderr } = await sockspec(["regrade", word]);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});
