import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "tap-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awaitLines } from "../fixtures/await-lines.ts";
import {
  echoScript,
  type Finished,
  greeterScript,
  inlineServer,
  makeWorkspace,
  sockspec,
  startSockspec,
  type Workspace,
} from "../fixtures/sockspec.ts";

const names = {
  json: "run.json",
  junit: "junit.xml",
  ctrf: "ctrf.json",
  tap: "run.tap",
  markdown: "run.md",
  badge: "badge.json",
  html: "run.html",
};

function reporters(folder: string): string {
  return Object.entries(names)
    .map(([name, file]) => `${name}=${join(folder, file)}`)
    .join(",");
}

function storedRun(folder: string): string {
  const [id = ""] = readdirSync(folder).filter((name) => /^\d{4}-/.test(name));
  return join(folder, id);
}

/** What every format says of a run, in numbers. */
function readReports(folder: string) {
  const read = (name: keyof typeof names) => readFileSync(join(folder, names[name]), "utf8");
  const document = JSON.parse(read("json"));
  const parser = new Parser();
  parser.end(read("tap"));
  const [, planned = ""] = /^1\.\.(\d+)$/m.exec(read("tap")) ?? [];
  const [, tests = "", errors = ""] =
    /<testsuites[^>]* tests="(\d+)"[^>]* errors="(\d+)"/.exec(read("junit")) ?? [];
  const ctrf = JSON.parse(read("ctrf")).results;
  return {
    notRun: document.notRun.length as number,
    reasons: [...new Set((document.notRun as { reason: string }[]).map(({ reason }) => reason))],
    stopped: document.stopped as string | null,
    letters: Object.values<{ letter: string | null }>(document.grades).map(({ letter }) => letter),
    tap: { planned: Number(planned), bailedOut: parser.bailedOut },
    junit: { tests: Number(tests), errors: Number(errors) },
    ctrf: { tests: ctrf.summary.tests as number, passed: ctrf.summary.passed as number },
    badge: JSON.parse(read("badge")).message as string,
    texts: { junit: read("junit"), markdown: read("markdown"), html: read("html") },
  };
}

function expectNotWhole(folder: string, { planned, reason }: { planned: number; reason: RegExp }) {
  const found = readReports(folder);
  expect(found.stopped).toMatch(reason);
  expect(found.notRun).toBeGreaterThan(0);
  expect(found.reasons).toEqual([`not run: ${found.stopped}`]);
  expect(found.letters.every((letter) => letter === null)).toBe(true);
  expect(found.tap.planned).toBe(planned);
  expect(String(found.tap.bailedOut)).toMatch(reason);
  expect(found.junit).toEqual({ tests: planned, errors: found.notRun });
  expect(found.texts.junit).toMatch(/<error message="not run: [^"]*" type="not-run">/);
  expect(found.ctrf.tests).toBe(planned);
  expect(found.ctrf.passed).toBeLessThan(planned);
  expect(found.badge).toMatch(/^(interrupted|incomplete)$/);
  expect(found.texts.markdown).toContain(`${found.notRun} not run`);
  expect(found.texts.markdown).toMatch(reason);
  expect(found.texts.html).toMatch(reason);
  expect(found.texts.html).toMatch(/<h1>[^<]*not run<\/h1>/);
}

describe("a run that SIGTERM interrupted", () => {
  let workspace: Workspace;
  let finished: Finished;
  const planned = 400;
  beforeAll(async () => {
    workspace = makeWorkspace();
    const cases = ["-t", "echo/basic", "-t", "length/zero", "--repeat-each", "200"];
    const run = ["run", "cpp", ...cases, "--lab", "loopback", "--output", workspace.folder];
    const running = startSockspec([...run, "--reporter", `line,${reporters(workspace.folder)}`]);
    await awaitLines(running, 4);
    running.child.kill("SIGTERM");
    finished = await running.finished;
  });
  afterAll(() => workspace[Symbol.dispose]());

  test("is not whole in any format, and grades nobody", () => {
    expectNotWhole(workspace.folder, { planned, reason: /interrupted by SIGTERM/ });
    expect(finished.stdout).toMatch(/grade +none/);
    expect(finished.stdout).toMatch(/400 cases: \d+ pass, \d+ not run/);
    expect(finished.stderr).toMatch(/Incomplete run.*\d+ cases were not run.*SIGTERM.*--resume/);
    expect(finished.status).toBe(130);
  });

  test("is not whole when it is reported again", async () => {
    using again = makeWorkspace();
    const stored = storedRun(workspace.folder);
    const { stdout } = await sockspec([
      "report",
      stored,
      "--reporter",
      `line,${reporters(again.folder)}`,
    ]);
    expectNotWhole(again.folder, { planned, reason: /interrupted by SIGTERM/ });
    expect(stdout).toMatch(/grade +none/);
  });
});

test("a run that was interrupted is whole when it has been resumed", async () => {
  using workspace = makeWorkspace();
  const run = ["run", "cpp", "-t", "echo/basic", "--repeat-each", "12", "--lab", "loopback"];
  const running = startSockspec([...run, "--output", workspace.folder]);
  await awaitLines(running, 2);
  running.child.kill("SIGTERM");
  await running.finished;
  const words = ["--reporter", `line,${reporters(workspace.folder)}`];
  const { status, stdout } = await sockspec([
    "run",
    "--resume",
    storedRun(workspace.folder),
    "--output",
    workspace.folder,
    ...words,
  ]);
  expect(stdout).toMatch(/grade +A/);
  expect(status).toBe(0);
  expect(readReports(workspace.folder)).toMatchObject({
    notRun: 0,
    stopped: null,
    letters: ["A"],
    badge: "A",
    tap: { planned: 12, bailedOut: false },
    junit: { tests: 12, errors: 0 },
    ctrf: { tests: 12, passed: 12 },
  });
});

test("a run that --bail ended is not whole in any format", async () => {
  using workspace = makeWorkspace();
  const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
  const run = ["run", greeter, "-t", "echo/basic", "--repeat-each", "30", "--bail", "-j", "1"];
  const words = ["--lab", "loopback", "--reporter", `silent,${reporters(workspace.folder)}`];
  const { status, stderr } = await sockspec([...run, ...words, "--output", workspace.folder]);
  expectNotWhole(workspace.folder, { planned: 30, reason: /--bail ended the run when greeter/ });
  expect(stderr).toMatch(/exit status 1: 1 case failed a MUST; undecided: 29 cases were not run/);
  expect(status).toBe(1);
});

test("a run that was interrupted while its server was built has reports with its whole plan", async () => {
  using workspace = makeWorkspace();
  const build = join(workspace.folder, "building");
  const manifest = {
    ...inlineServer("slow", echoScript),
    build: ["sh", "-c", `touch ${build}; exec sleep 60`],
  };
  const slow = workspace.implementation("slow", manifest);
  const run = ["run", slow, "-t", "echo/basic", "--repeat-each", "2", "--lab", "loopback"];
  const words = ["--output", workspace.folder, "--reporter", `line,${reporters(workspace.folder)}`];
  const running = startSockspec([...run, ...words]);
  await expect.poll(() => existsSync(build), { timeout: 30_000 }).toBe(true);
  running.child.kill("SIGTERM");
  const { status, stderr } = await running.finished;
  expectNotWhole(workspace.folder, { planned: 2, reason: /interrupted by SIGTERM/ });
  expect(stderr).toMatch(/exit status 130: interrupted; .*2 cases were not run\n$/);
  expect(status).toBe(130);
});

test("a run whose lab did not open has its whole plan in every format", async () => {
  using workspace = makeWorkspace();
  const echo = workspace.implementation("echo", inlineServer("echo", echoScript));
  const run = ["run", echo, "-t", "echo/basic", "--repeat-each", "2", "--output", workspace.folder];
  const words = ["--reporter", `line,${reporters(workspace.folder)}`];
  // No namespace may be made: the lab cannot open.
  const wrapper = ["unshare", "--user", "--map-root-user", "sh", "-c", noNamespaces, "sh"];
  const { status, stderr } = await sockspec([...run, ...words], { wrapper });
  expectNotWhole(workspace.folder, { planned: 2, reason: /lab/ });
  expect(readReports(workspace.folder).notRun).toBe(2);
  expect(stderr).toContain("2 cases were not run");
  expect(status).toBe(3);
});

const noNamespaces = 'echo 0 > /proc/sys/user/max_net_namespaces && exec "$@"';
