import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  greeterScript,
  inlineServer,
  makeWorkspace,
  sockspec,
  type Workspace,
} from "../fixtures/sockspec.ts";

/** Throws at the first byte, in red. */
const crasherScript = `
  require("net").createServer((s) => s.on("data", () => {
    console.error("\\u001b[31mred");
    throw new TypeError("no such length");
  })).listen(process.argv[1], "0.0.0.0")`;

const basic = ["-t", "echo/basic", "--lab", "loopback"];

/** A server that fails, a run of it, and where that is stored. */
async function runGreeter(workspace: Workspace, words: readonly string[], environment = {}) {
  const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
  const run = ["run", greeter, ...basic, "--output", workspace.folder, ...words];
  const finished = await sockspec(run, { environment });
  const [id = ""] = readdirSync(workspace.folder).filter((name) => /^\d{4}-/.test(name));
  return { ...finished, stored: join(workspace.folder, id) };
}

const files = ["run.json", "junit.xml", "ctrf.json", "run.tap", "run.md", "badge.svg", "run.html"];

function reporterList(folder: string): string {
  const names = ["json", "junit", "ctrf", "tap", "markdown", "badge", "html"];
  return names.map((name, index) => `${name}=${join(folder, files[index] ?? "")}`).join(",");
}

/** One run that every reporter reports: it runs once, and each test reads its files. */
let reported: Workspace;
let reports = "";
let run: Awaited<ReturnType<typeof runGreeter>>;
beforeAll(async () => {
  reported = makeWorkspace();
  reports = join(reported.folder, "reports", "deep");
  run = await runGreeter(reported, ["--reporter", `line,${reporterList(reports)}`]);
});
afterAll(() => reported[Symbol.dispose]());

describe("several reporters", () => {
  test("write their files, in folders that are made, beside what the terminal shows", () => {
    const { status, stdout, stderr } = run;
    expect(readdirSync(reports).sort()).toEqual([...files].sort());
    expect(readFileSync(join(reports, "junit.xml"), "utf8")).toContain('<failure message="MUST');
    expect(stdout).toContain("✗ greeter · echo/basic");
    expect(stderr).not.toContain("reporter");
    expect(status).toBe(1);
  });

  test("of a stored run are those that the run itself writes", async () => {
    using workspace = makeWorkspace();
    const list = reporterList(workspace.folder);
    const { status } = await sockspec(["report", run.stored, "--reporter", list]);
    const read = (folder: string) => {
      const [json = "", ...others] = files.map((name) => readFileSync(join(folder, name), "utf8"));
      // A journal has its keys in another order.
      return { document: JSON.parse(json), others };
    };
    expect(read(workspace.folder)).toEqual(read(reports));
    expect(status).toBe(0);
  });

  test("have what a server printed before it crashed", async () => {
    using workspace = makeWorkspace();
    const crasher = workspace.implementation("crasher", inlineServer("crasher", crasherScript));
    const list = `line,${reporterList(workspace.folder)}`;
    const run = ["run", crasher, ...basic, "--output", workspace.folder, "--reporter", list];
    await sockspec(run);
    for (const name of files.filter((file) => file !== "badge.svg")) {
      const written = readFileSync(join(workspace.folder, name), "utf8");
      expect(written, name).toContain("TypeError: no such length");
      expect(written, name).not.toContain("\u001b");
    }
  });

  test("leave standard output to the one that has no file", async () => {
    using workspace = makeWorkspace();
    const { stdout, status } = await runGreeter(workspace, ["--reporter", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ cases: [{ verdict: "fail" }] });
    expect(status).toBe(1);
  });

  test("of GitHub Actions annotate after the terminal's, and add to the step's summary", async () => {
    using workspace = makeWorkspace();
    const summary = join(workspace.folder, "summary.md");
    writeFileSync(summary, "before\n");
    const { stdout } = await runGreeter(workspace, ["--reporter", "line,github"], {
      GITHUB_STEP_SUMMARY: summary,
    });
    const annotations = stdout.split("\n").filter((line) => line.startsWith("::"));
    expect(annotations).toHaveLength(1);
    expect(annotations[0]).toMatch(/^::error title=fail%3A greeter on clean%3A echo\/basic::MUST /);
    expect(readFileSync(summary, "utf8")).toMatch(/^before\n## sockspec\n\n\*\*1 case\*\*: 1 fail/);
  });

  test("of GitHub Actions do without a summary elsewhere", async () => {
    using workspace = makeWorkspace();
    const { stdout, stderr } = await runGreeter(workspace, ["--reporter", "github"], {
      GITHUB_STEP_SUMMARY: "",
    });
    expect(stdout).toContain("::error");
    expect(stderr).not.toContain("reporter");
  });
});

describe("a reporter that fails", () => {
  const words = (folder: string) => [
    "--reporter",
    `silent,junit=/dev/full,tap=${join(folder, "run.tap")}`,
  ];

  test("is reported with how to make it again; the others go on, and the status is the run's", async () => {
    using workspace = makeWorkspace();
    const { status, stderr, stored } = await runGreeter(workspace, words(workspace.folder));
    expect(stderr).toContain("The reporter junit=/dev/full failed: ENOSPC");
    expect(stderr).toContain(`sockspec report ${stored} --reporter junit=/dev/full`);
    expect(readFileSync(join(workspace.folder, "run.tap"), "utf8")).toContain("not ok 1");
    expect(status).toBe(1);
  });

  test("leaves no verdict where all passed, for nobody could read it", async () => {
    using workspace = makeWorkspace();
    const run = ["run", "cpp", ...basic, "--output", workspace.folder];
    expect((await sockspec([...run, ...words(workspace.folder)])).status).toBe(3);
  });
});

describe("a file that cannot be written", () => {
  test.each([
    { path: "/proc/nowhere/junit.xml", found: "ENOENT" },
    { path: "/dev/null/junit.xml", found: "E" },
    { path: ".", found: "it is a folder" },
  ])("such as $path is reported before anything is run", async ({ path, found }) => {
    using workspace = makeWorkspace();
    const { status, stderr, stored } = await runGreeter(workspace, ["--reporter", `junit=${path}`]);
    expect(stderr).toContain(`The reporter junit cannot write ${path}: ${found}`);
    expect(stored).toBe(workspace.folder);
    expect(status).toBe(2);
  });
});

describe("sockspec report", () => {
  test("shows a stored run as it was shown when it had ended", async () => {
    const again = await sockspec(["report", run.stored]);
    const screen = (text: string) => text.slice(text.indexOf("scenario "), text.indexOf("wall "));
    expect(screen(again.stdout)).toContain("✗ greeter · echo/basic");
    expect(screen(again.stdout)).toBe(screen(run.stdout));
  });

  test("writes HTML into a folder, again too, and says which files there are", async () => {
    using workspace = makeWorkspace();
    const html = `html=${workspace.folder}/page/,junit=${join(workspace.folder, "junit.xml")}`;
    await sockspec(["report", run.stored, "--reporter", html]);
    const stale = join(workspace.folder, "page", "cells", "99.js");
    writeFileSync(stale, "sockspecCells({});");
    const { status, stdout } = await sockspec(["report", run.stored, "--reporter", html]);
    const page = join(workspace.folder, "page", "index.html");
    expect(stdout).toContain(`html written to ${page} and 1 file beside it`);
    expect(stdout).toContain(`junit written to ${join(workspace.folder, "junit.xml")}\n`);
    expect(readFileSync(page, "utf8")).toContain('href="#cell-0-0"');
    expect(existsSync(stale)).toBe(false);
    expect(status).toBe(0);
  });

  test("does without a manifest that has gone", async () => {
    using workspace = makeWorkspace();
    const stored = join(workspace.folder, basename(run.stored));
    cpSync(run.stored, stored, { recursive: true });
    const header = workspace.journal()[0] as { asked: { implementations: string[] } };
    header.asked.implementations = ["/nowhere/greeter"];
    const file = join(stored, "journal.jsonl");
    const [, ...lines] = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [JSON.stringify(header), ...lines].join("\n"));
    const { status, stdout } = await sockspec(["report", stored]);
    expect(stdout).toContain("npx sockspec run /nowhere/greeter -t echo/basic");
    expect(status).toBe(0);
  });

  test.each([
    {
      what: "a folder that is not there",
      word: "/nowhere",
      message: /found neither \/nowhere nor/,
    },
    { what: "a folder without a journal", word: "/tmp", message: /journal\.jsonl/ },
  ])("of $what says so", async ({ word, message }) => {
    const { status, stderr } = await sockspec(["report", word]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(status).toBe(2);
  });

  test("of a journal that was damaged names the line", async () => {
    using workspace = makeWorkspace();
    const file = join(workspace.folder, "journal.jsonl");
    writeFileSync(file, "{}\n");
    const { status, stderr } = await sockspec(["report", workspace.folder]);
    expect(stderr).toContain(`${file}, line 1`);
    expect(status).toBe(2);
    expect(existsSync(file)).toBe(true);
  });
});
