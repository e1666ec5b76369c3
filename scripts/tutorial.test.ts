import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, inject, test } from "vitest";
import { toolEnvironment } from "../harness/cli/choose/bundled.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { firstDifference, type PageStep, readSteps } from "./fixtures/page-steps.ts";

const steps = readSteps(readFileSync(join(projectRoot, "docs", "tutorial.md"), "utf8"));
const start = mkdtempSync(join(tmpdir(), "sockspec-tutorial-"));
afterAll(() => rmSync(start, { recursive: true, force: true }));

/** What a terminal keeps from one command to the next. */
const terminal = { folder: start, status: 0, failed: false };

describe("docs/tutorial.md, word by word in an empty folder", () => {
  test("has commands, files to save and files to compare", () => {
    expect(steps.filter(({ kind }) => kind === "command").length).toBeGreaterThan(20);
    expect(steps.filter(({ kind }) => kind === "save").length).toBeGreaterThan(4);
    expect(steps.filter(({ kind }) => kind === "shown").length).toBeGreaterThan(2);
  });

  test.for(steps.map((step, index) => [title(step), step, steps[index + 1]] as const))(
    "line %s",
    async ([, step, next]) => {
      expect(terminal.failed, "an earlier step failed").toBe(false);
      // Until it has gone well: what follows builds upon it.
      terminal.failed = true;
      await follow(step, next);
      terminal.failed = false;
    },
  );
});

function title(step: PageStep): string {
  return `${step.line}: ${step.kind === "command" ? step.command : `${step.kind} ${step.file}`}`;
}

async function follow(step: PageStep, next: PageStep | undefined): Promise<void> {
  if (step.kind === "command") {
    const output = await type(step.command);
    expect(firstDifference(step.output, output), output).toBeNull();
    expect(terminal.status).toBe(statusShown(step.output, next));
  } else if (step.kind === "save") {
    writeFileSync(join(terminal.folder, step.file), step.text);
  } else {
    expect(readFileSync(join(terminal.folder, step.file), "utf8")).toBe(step.text);
  }
}

/** The status that the page tells of: in the last line of the output, or by `echo $?`. */
function statusShown(output: readonly string[], next: PageStep | undefined): number {
  if (next?.kind === "command" && next.command === "echo $?") {
    return Number(next.output[0]);
  }
  const [, status] = /^exit status (\d+):/.exec(output.at(-1) ?? "") ?? [];
  return Number(status ?? 0);
}

/** Types a command, and keeps its status and the folder that it ends in. @returns what it printed. */
async function type(command: string): Promise<string> {
  // No registry has this very version.
  const typed = command.replace(/^(npm install .*)\bsockspec$/, `$1${inject("packed").tarball}`);
  const script = `(exit ${terminal.status})\n${typed}\nstatus=$?\npwd >&3\nexit $status`;
  const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = toolEnvironment();
  const path = `${dirname(process.execPath)}:${environment["PATH"]}`;
  const child = spawn("bash", ["-c", `exec 2>&1\n${script}`], {
    cwd: terminal.folder,
    env: { ...environment, PATH: path },
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  const [, printed, , folder] = child.stdio;
  if (printed === null || folder === null || folder === undefined) {
    throw new Error("Both outputs are pipes.");
  }
  const ended = once(child, "exit");
  const [output, where] = await Promise.all([text(printed), text(folder as typeof printed)]);
  [terminal.status] = (await ended) as [number];
  terminal.folder = where.trim();
  return output;
}
