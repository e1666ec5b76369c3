/**
 * One graded run inside a step of GitHub Actions, as action.yml asks for it: results into a folder,
 * annotations and a step summary for GitHub, and the run's own exit status.
 *
 * Options come in the environment, so that nothing in them is ever taken for shell:
 *   INPUT_IMPLEMENTATIONS, INPUT_COMMAND, INPUT_ARGS   words; quotes hold words together
 *   INPUT_NETWORK, INPUT_PROFILE, INPUT_BASELINE, INPUT_FAIL_ON, INPUT_REPORTERS   one value each
 *   INPUT_RESULTS   the folder that reports and the run are written to
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { $ } from "zx";

const sockspec = join(import.meta.dirname, "..", "bin", "sockspec.js");

/** A step that is cancelled ends with the run, which writes its results first. */
process.on("SIGINT", () => {});

const results = input("INPUT_RESULTS") ?? fail("INPUT_RESULTS: expected a folder, found none");
mkdirSync(results, { recursive: true });
// A separate folder, so that this run can be identified.
const runs = mkdtempSync(join(results, "runs-"));
const gate = [
  ...option("--baseline", input("INPUT_BASELINE")),
  ...option("--fail-on", input("INPUT_FAIL_ON")),
];
const reports = `default,junit=${results}/junit.xml,html=${results}/report.html`;
const command = await wordsOf("command", input("INPUT_COMMAND"));
const words = [
  "run",
  ...(await wordsOf("implementations", input("INPUT_IMPLEMENTATIONS"))),
  ...option("--network", input("INPUT_NETWORK")),
  ...option("--profile", input("INPUT_PROFILE")),
  ...gate,
  ...option("--reporter", input("INPUT_REPORTERS") ?? reports),
  ...option("--output", runs),
  ...(await wordsOf("args", input("INPUT_ARGS"))),
  ...(command.length === 0 ? [] : ["--", ...command]),
];

// The output of a failed server is shown, and must not be taken for workflow commands.
const token = randomBytes(16).toString("hex");
console.log(`::stop-commands::${token}`);
const status = await runSockspec(words);
console.log(`::${token}::`);

const [name] = readdirSync(runs);
const run = name === undefined ? "" : join(runs, name);
if (run !== "") {
  await runSockspec(["report", run, "--reporter", "github,silent", ...gate]);
}
appendFileSync(input("GITHUB_OUTPUT") ?? "/dev/null", `status=${status}\nrun=${run}\n`);
process.exitCode = status;

/** @returns undefined for an empty input: GitHub passes omitted inputs as empty strings. */
function input(variable: string): string | undefined {
  const text = process.env[variable];
  return text === "" ? undefined : text;
}

function option(flag: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [flag, value];
}

/** xargs knows quotes, and expands nothing. */
async function wordsOf(what: string, text = ""): Promise<readonly string[]> {
  if (text.trim() === "") {
    return [];
  }
  const printed = await $({
    input: text,
    nothrow: true,
    quiet: true,
  })`xargs -n 1 printf ${"%s\\0"}`;
  if (printed.exitCode !== 0) {
    fail(`${what}: expected words, with quotes that are closed, found: ${text}`);
  }
  return printed.stdout.split("\0").slice(0, -1);
}

async function runSockspec(args: readonly string[]): Promise<number> {
  const child = spawn("node", [sockspec, ...args], { stdio: "inherit" });
  const [exitStatus, signal] = (await once(child, "exit")) as [number, NodeJS.Signals | null];
  return signal === null ? exitStatus : 128 + constants.signals[signal];
}

function fail(message: string): never {
  console.error(`sockspec: ${message}`);
  process.exit(2);
}
