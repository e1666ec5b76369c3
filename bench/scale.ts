/**
 * Prints what a run of a million cases costs: the seconds and the peak memory of planning it, of reading,
 * judging, comparing and reporting it, and how long a headless Chromium takes to open its report. The run is
 * made of the lines of a real one, and takes 6 GB in the folder for temporary files until the end.
 * Run as `npm run bench:scale`, with another number of cases behind `--`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { sockspec } from "../harness/cli/fixtures/sockspec.ts";
import { startStopwatch } from "../harness/history/clock.ts";
import { readLines } from "../harness/journal/rows/file-lines.ts";
import { reapedMs } from "./reaped.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

const limits = { seconds: 120, megabytes: 500, openMs: 3000 };
const [word = "1000000"] = process.argv.slice(2);
const repetitions = Math.ceil(Number(word) / 10_000);
const size = { implementations: 10, scenarios: 50, networks: 20, repetitions };
const cases = 10_000 * repetitions;

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string) => join(folder, name);

const real = inFolder("real");
await sockspec(["run", "cpp", "--lab", "loopback", "--reporter", "silent", "--output", real]);
const [id = ""] = readdirSync(real);
const from = join(real, id, "journal.jsonl");
const [before, after] = [inFolder("before"), inFolder("after")];
writeSyntheticRun({ from, folder: before, size, variant: 0 });
writeSyntheticRun({ from, folder: after, size, variant: 777 });
const baseline = inFolder("baseline.json");
writeFileSync(baseline, JSON.stringify({ expectedFailures: expectedFailures() }));

const launcher = fileURLToPath(new URL("../bin/sockspec.js", import.meta.url));
const command = (...words: readonly string[]) => ["--max-semi-space-size=4", launcher, ...words];
const report = (...reporters: readonly string[]) =>
  command("report", before, "--reporter", reporters.join(","));
const page = inFolder("page/");
const planned = ["cpp", "node", "python", "deno", "bun"];

console.log(`${cases} cases; at most ${limits.seconds} s and ${limits.megabytes} MB for each:`);
await show("plan", command("run", ...planned, "--repeat-each", `${planEach()}`, "--list"));
await show("report, terminal", report("default"));
await show("report, junit", report("silent", `junit=${inFolder("junit.xml")}`));
await show("report, json", report("silent", `json=${inFolder("run.json")}`));
await show("report, html folder", report("silent", `html=${page}`));
const rules = ["--fail-on", "should", "--baseline", baseline];
await show("report, with rules", [...report("default"), ...rules]);
await show("gate", [
  "--max-semi-space-size=4",
  fileURLToPath(new URL("gate-run.ts", import.meta.url)),
  before,
]);
await show("diff", command("diff", before, after));
await showMerge();
await showPage(join(page, "index.html"));

/** Eight shards of the same run, which is there again afterwards. */
async function showMerge(): Promise<void> {
  rmSync(after, { recursive: true });
  const folders = Array.from({ length: 8 }, (_, place) => {
    const shard = { number: place + 1, of: 8 };
    const own = inFolder(`shard-${shard.number}`);
    writeSyntheticRun({ from, folder: own, size, variant: 0, shard });
    return own;
  });
  const merged = inFolder("merged");
  await show("merge", command("merge", ...folders, "--output", merged, "--reporter", "silent"));
  for (const each of [...folders, merged]) {
    rmSync(each, { recursive: true, force: true });
  }
}

/** The first case of a synthetic run, in its second line, always fails. */
function expectedFailures() {
  const lines = readLines(join(before, "journal.jsonl"), "");
  lines.next();
  const second = lines.next();
  lines.return({ wholeBytes: 0, cutBytes: 0 });
  const { implementation, scenario, checks } = JSON.parse(
    second.done === true ? "" : second.value.bytes.toString(),
  );
  const failed = checks.find(({ status }: { readonly status: string }) => status === "fail");
  const reason = "a synthetic failure";
  return [{ implementation, scenario, check: failed.id, observed: "then RST", reason }];
}

/** Repetitions of the default profile, which has 355 cases for the five implementations. */
function planEach(): number {
  return Math.ceil(cases / 355);
}

async function show(what: string, words: readonly string[]): Promise<void> {
  const { seconds, processorSeconds, megabytes, status } = await measure(words);
  const held = seconds <= limits.seconds && megabytes <= limits.megabytes;
  const processor = `(${processorSeconds.toFixed(0).padStart(3)} s of a processor)`;
  const costs = `${seconds.toFixed(1).padStart(6)} s ${processor}  ${megabytes.toFixed(0).padStart(4)} MB`;
  console.log(`${what.padEnd(20)} ${costs}  status ${status}  ${held ? "within" : "ABOVE"}`);
}

interface Cost {
  readonly seconds: number;
  /** Another load on the machine does not lengthen it as much. */
  readonly processorSeconds: number;
  /** The most that was resident. */
  readonly megabytes: number;
  readonly status: number | null;
}

async function measure(words: readonly string[]): Promise<Cost> {
  const [sinceMs, processorBeforeMs] = [startStopwatch(), reapedMs(process.pid)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.pipe(createWriteStream("/dev/null"));
  const ended = once(child, "exit");
  let peakKilobytes = 0;
  const look = async () => {
    for await (const _ of setInterval(20)) {
      const now = peakOf(child.pid ?? 0);
      if (now === null || child.exitCode !== null) {
        return;
      }
      peakKilobytes = Math.max(peakKilobytes, now);
    }
  };
  await Promise.all([ended, look()]);
  return {
    seconds: sinceMs() / 1000,
    processorSeconds: (reapedMs(process.pid) - processorBeforeMs) / 1000,
    megabytes: peakKilobytes / 1024,
    status: child.exitCode,
  };
}

/** @returns VmHWM of proc_pid_status(5), in KB; null for a process that is gone. */
function peakOf(pid: number): number | null {
  try {
    const [, peak] =
      /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return peak === undefined ? null : Number(peak);
  } catch {
    return null;
  }
}

async function showPage(file: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const tab = await browser.newPage();
  const sinceMs = startStopwatch();
  await tab.goto(`file://${file}`);
  await tab.evaluate("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))");
  const openMs = sinceMs();
  await tab.evaluate("document.querySelector('table.matrix td a').click()");
  await tab.waitForSelector(".cell-details table");
  const cellMs = sinceMs() - openMs;
  await browser.close();
  const held = openMs <= limits.openMs ? "within" : "ABOVE";
  console.log(
    `${"the page opens in".padEnd(20)} ${openMs.toFixed(0)} ms, at most ${limits.openMs}: ${held}; a cell in ${cellMs.toFixed(0)} ms`,
  );
}
