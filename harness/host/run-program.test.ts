import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { awaitNoLeftovers, findLeftovers } from "../lab/fixtures/leftovers.ts";
import { type ProgramOptions, runProgram } from "./run-program.ts";

const environment = { PATH: toolEnvironment()["PATH"] ?? "" };
const folder = mkdtempSync(join(tmpdir(), "run-program-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (words: readonly string[], options: Partial<ProgramOptions> = {}) =>
  runProgram(words, { environment, timeoutMs: 20_000, ...options });
const shell = (script: string, options: Partial<ProgramOptions> = {}) =>
  run(["sh", "-c", script], options);

describe("a program", () => {
  test("prints to both of its outputs", async () => {
    const printed = await shell("echo out; echo err >&2");
    expect(printed).toEqual({ stdout: "out\n", stderr: "err\n" });
  });

  test("gets its words as they are: no shell reads them", async () => {
    const words = ["", " ", "$(id)", "a;b", "'", '"', "\\", "*", "line\nbreak", "ä", "$HOME"];
    const { stdout } = await run(["printf", "%s\\0", ...words]);
    expect(stdout.split("\0").slice(0, -1)).toEqual(words);
  });

  test("has the environment and the folder that it is given, and no other", async () => {
    const variables = { ...environment, ONE: "1" };
    const { stdout } = await run(["env"], { environment: variables, cwd: folder });
    expect(stdout.split("\n").toSorted()).toEqual(["", "ONE=1", `PATH=${environment.PATH}`]);
    expect((await run(["pwd"], { cwd: folder })).stdout).toBe(`${folder}\n`);
  });

  test("is run without bash, and whatever the variables of zx say", async () => {
    const module = JSON.stringify(join(import.meta.dirname, "run-program.ts"));
    const script = `import(${module})
      .then(({ runProgram }) => runProgram(["/bin/sh", "-c", "sleep 0.1; pwd"], {
        environment: {}, timeoutMs: 10_000,
      }))
      .then(({ stdout }) => process.stdout.write(stdout))`;
    const variables = {
      PATH: "/nowhere",
      ZX_SHELL: "/nowhere/sh",
      ZX_PREFIX: "exit 3;",
      ZX_POSTFIX: ";exit 3",
      ZX_CWD: "/",
      ZX_TIMEOUT: "10ms",
      ZX_VERBOSE: "true",
      ZX_DETACHED: "true",
    };
    const words = [process.execPath, "--eval", script];
    const printed = await run(words, { environment: variables, cwd: folder });
    expect(printed).toEqual({ stdout: `${folder}\n`, stderr: "" });
  });

  test("reads what it is given, and else nothing", async () => {
    const lines = "zwölf\n".repeat(100_000);
    expect((await run(["cat"], { input: lines })).stdout).toBe(lines);
    expect((await run(["cat"])).stdout).toBe("");
  });

  test("need not read what it is given", async () => {
    expect((await run(["true"], { input: "one\n".repeat(100_000) })).stdout).toBe("");
  });
});

describe("what is thrown when a program fails has", () => {
  test.each([
    {
      title: "what it complained of",
      words: ["sh", "-c", "echo No such device. >&2; exit 2"],
      complaint: "No such device.",
      message: "Command failed: sh -c echo No such device. >&2; exit 2\nNo such device.\n",
    },
    {
      title: "its status where it said nothing",
      words: ["false"],
      complaint: "it ended with status 1",
      message: "Command failed: false\nit ended with status 1",
    },
    {
      title: "the signal that ended it",
      words: ["sh", "-c", "kill -KILL $$"],
      complaint: "it ended with SIGKILL",
      message: "Command failed: sh -c kill -KILL $$\nit ended with SIGKILL",
    },
    {
      title: "why it could not be run",
      words: ["nosuchprogram", "word"],
      complaint: "Error: spawn nosuchprogram ENOENT",
      message: "spawn nosuchprogram ENOENT",
    },
  ])("$title", async ({ words, complaint, message }) => {
    await expect(run(words)).rejects.toMatchObject({
      name: "ProgramError",
      code: "PROGRAM_FAILED",
      complaint,
      message,
    });
  });

  test("how much it printed, when that was too much", async () => {
    const complaint = "it printed more than 16777216 bytes";
    await expect(run(["yes"])).rejects.toMatchObject({ complaint });
  });
});

describe("a program that does not end", () => {
  test("is ended in time, and by force where it must be", async () => {
    const stubborn = "trap '' TERM; while :; do sleep 1; done";
    await expect(shell(stubborn, { timeoutMs: 100 })).rejects.toMatchObject({
      complaint: "it did not end within 0.1 s",
    });
  });

  test("is not waited for through a pipe that another process holds open", async () => {
    const script = "sleep 60 & exec sleep 60";
    await expect(shell(script, { timeoutMs: 100 })).rejects.toMatchObject({
      complaint: "it did not end within 0.1 s",
    });
  }, 30_000);

  test("is ended with what it has started", async () => {
    const marker = `started-by-${process.pid}`;
    const script = "sh -c 'exec sleep 60'; true";
    const marked = { environment: { ...environment, MARKER: marker }, timeoutMs: 500 };
    await expect(shell(script, marked)).rejects.toThrow("Command failed");
    expect(await awaitNoLeftovers(() => findLeftovers(marker), 2000)).toEqual([]);
  });

  test("is ended by a signal, whose reason is thrown", async () => {
    const stopping = new AbortController();
    const reason = new Error("stopped");
    const file = join(folder, "started");
    const running = shell(`touch ${file}; exec sleep 1000`, { signal: stopping.signal });
    running.catch(() => {});
    await expect.poll(() => existsSync(file)).toBe(true);
    stopping.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(run(["true"], { signal: stopping.signal })).rejects.toBe(reason);
  });
});
