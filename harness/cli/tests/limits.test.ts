import { describe, expect, test } from "vitest";
import { greeterScript, inlineServer, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

/** Listens, and answers nobody: the kernel completes connections, and nobody accepts them. */
const wedgedScript = `
  require("net").createServer().listen(process.argv[1], "0.0.0.0", () => {
    process.on("SIGTERM", () => process.exit());
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;

const cases = ["-t", "echo/basic", "-t", "length", "--lab", "loopback"];

interface Report {
  readonly cases: readonly { readonly implementation: string; readonly verdict: string }[];
  readonly notRun: readonly { readonly implementation: string; readonly reason: string }[];
  readonly stopped: string | null;
  readonly interrupted: boolean;
  readonly grades: Readonly<Record<string, { readonly letter: string | null }>>;
}

async function run(words: readonly string[], folder: string) {
  const rest = ["--output", folder, "--json", "-", "--reporter", "silent"];
  const finished = await sockspec(["run", ...words, ...rest]);
  return { ...finished, report: JSON.parse(finished.stdout) as Report };
}

describe("a server that listens and does not answer", () => {
  test("is given up after three cases, and the others are run and graded", async () => {
    using workspace = makeWorkspace();
    const wedged = workspace.implementation("wedged", inlineServer("wedged", wedgedScript));
    const { report, stderr, status } = await run(
      [wedged, "cpp", ...cases, "-j", "1"],
      workspace.folder,
    );
    const { notRun, stopped, grades } = report;
    expect(stopped).toMatch(/^wedged listens and does not answer: .* \d cases in a row/);
    expect(notRun.length).toBeGreaterThan(0);
    expect(notRun.every(({ implementation }) => implementation === "wedged")).toBe(true);
    expect(notRun[0]?.reason).toBe(`not run: ${stopped}`);
    expect(report.interrupted).toBe(false);
    expect(grades["wedged"]?.letter).toBeNull();
    expect(grades["cpp"]?.letter).toBe("A");
    expect(stderr).toMatch(/\d+ cases? w[a-z]+ not run/);
    expect([1, 3]).toContain(status);
  });
});

test("--max-failures ends the run after so many failed cases", async () => {
  using workspace = makeWorkspace();
  const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
  const limited = [greeter, ...cases, "--max-failures", "2", "-j", "1"];
  const { report, status } = await run(limited, workspace.folder);
  expect(report.cases.filter(({ verdict }) => verdict === "fail")).toHaveLength(2);
  expect(report.stopped).toMatch(/^--max-failures 2 ended the run when greeter failed /);
  expect(report.notRun.length).toBeGreaterThan(0);
  expect(status).toBe(1);
});

test("--timeout ends the run, and what was not run is reported", async () => {
  using workspace = makeWorkspace();
  const limited = ["cpp", "-t", "echo/basic", "--lab", "loopback", "--repeat-each", "1000"];
  const { report, status } = await run([...limited, "--timeout", "4s"], workspace.folder);
  expect(report.stopped).toBe("--timeout ended the run after 4 s");
  expect(report.interrupted).toBe(false);
  expect(report.cases.length + report.notRun.length).toBe(1000);
  expect(report.notRun.length).toBeGreaterThan(0);
  expect(report.grades["cpp"]?.letter ?? null).toBeNull();
  expect(status).toBe(3);
});

test("--case-timeout ends a case without a verdict, and the others are run", async () => {
  using workspace = makeWorkspace();
  const slow = ["cpp", "-t", "idle/six-seconds", "-t", "echo/basic", "--lab", "loopback"];
  const limited = [...slow, "--case-timeout", "3s", "-j", "1"];
  const { stdout, status } = await sockspec(["run", ...limited, "--output", workspace.folder]);
  expect(stdout).toMatch(/✓ cpp echo\/basic/);
  expect(stdout).toMatch(
    /cpp idle\/six-seconds +the case was stopped after 3000 ms, .*--case-timeout/,
  );
  expect(status).toBe(3);
});
