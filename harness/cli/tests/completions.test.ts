import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findProgram } from "../../host/find-program.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import { runProgram } from "../../host/run-program.ts";
import { pinnedEnvironment } from "../choose/bundled.ts";
import { sockspec } from "../fixtures/sockspec.ts";

/** Runs a program with `sockspec` on PATH. */
async function run(...command: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-shell-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(projectRoot, "bin", "sockspec.js"), join(folder, "sockspec"));
  const { PATH, ...environment } = pinnedEnvironment();
  const options = {
    environment: { ...environment, PATH: `${folder}:${PATH}` },
    timeoutMs: 60_000,
  };
  return (await runProgram(command, options)).stdout;
}

const path = process.env["PATH"] ?? "";
const has = (shell: string) => findProgram(shell, ".", path) !== null;

describe("in bash", () => {
  const completing = (typed: string) =>
    `source <(sockspec completions bash); COMP_WORDS=(${typed}); ` +
    `COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _sockspec; printf "%s\\n" "\${COMPREPLY[@]}"; ` +
    "complete -p sockspec";

  test.each([
    { typed: "sockspec run -t echo/b", replies: "echo/basic\n" },
    { typed: "sockspec run --network = clean,lt", replies: "clean,lte\n" },
    { typed: "sockspec run --lab ''", replies: "netns\ncontainer\nloopback\nremote\n" },
    { typed: "sockspec run -- ./s", replies: "\n" },
  ])("$typed is completed", async ({ typed, replies }) => {
    const printed = await run("bash", "--norc", "-c", completing(typed));
    expect(printed).toBe(`${replies}complete -o default -F _sockspec sockspec\n`);
  });
});

test.runIf(has("fish"))("in fish words are completed, with what they are", async () => {
  const completing = (typed: string) => `complete -C ${JSON.stringify(typed)}`;
  const printed = await run(
    "fish",
    "--no-config",
    "-c",
    `source (sockspec completions fish | psub); ${completing("sockspec run -t echo/b")}; ` +
      `${completing("sockspec run --lab l")}; ${completing("sockspec list --json --rol")}`,
  );
  expect(printed).toMatch(/^echo\/basic\tOne message .*\nloopback\n--role\tlist only .*\n$/);
});

test.runIf(has("zsh"))("zsh takes the script, sourced or from its path of functions", async () => {
  const start = "autoload -Uz compinit && compinit -u -D; source <(sockspec completions zsh)";
  expect(await run("zsh", "-f", "-c", `${start}; print $_comps[sockspec]`)).toBe("_sockspec\n");
});

test("another shell is refused", async () => {
  const { status, stderr } = await sockspec(["completions", "tcsh"]);
  expect(stderr).toContain('completions: expected bash, zsh or fish, found "tcsh".');
  expect(status).toBe(2);
});
