/**
 * Prints what keeping evidence costs: the same run with `--evidence off` and with `on-failure`, by
 * turns, so that what else the machine does falls on both. Run as `npm run bench:evidence`, with
 * implementations and other words of `sockspec run` behind `--`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sockspec } from "../harness/cli/fixtures/sockspec.ts";
import { startStopwatch } from "../harness/history/clock.ts";
import { reapedMs } from "./reaped.ts";

const rounds = 4;
const [given, otherwise] = [process.argv.slice(2), ["cpp", "node"]];
const words = given.length === 0 ? otherwise : given;

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

interface Cost {
  readonly wallMs: number;
  /** Summed over the command and its descendants. */
  readonly processorMs: number;
}

const costs = { off: [] as Cost[], "on-failure": [] as Cost[] };
for (let round = 0; round < rounds; round += 1) {
  // Who is first finds other files in memory: they take turns in that, too.
  const order =
    round % 2 === 0 ? (["off", "on-failure"] as const) : (["on-failure", "off"] as const);
  for (const evidence of order) {
    const cost = await measure(evidence);
    console.log(`--evidence ${evidence.padEnd(10)}  ${inSeconds(cost.wallMs)}`);
    costs[evidence].push(cost);
  }
}
console.log(
  `sockspec run ${words.join(" ")}, by turns, ${rounds} times each, with evidence and without:`,
);
console.log(`  ratio of walls           ${ratio("wallMs")}; the target is below 1.15`);
console.log(`  ratio of processor time  ${ratio("processorMs")}`);

async function measure(evidence: string): Promise<Cost> {
  const [sinceMs, processorBeforeMs] = [startStopwatch(), reapedMs(process.pid)];
  const { status, stderr } = await sockspec([
    "run",
    ...words,
    "--evidence",
    evidence,
    "--reporter",
    "silent",
    "--output",
    folder,
  ]);
  const wallMs = sinceMs();
  if (status !== 0) {
    console.log(`--evidence ${evidence} ended with status ${status}: ${stderr.trim()}`);
  }
  return { wallMs, processorMs: reapedMs(process.pid) - processorBeforeMs };
}

function ratio(what: keyof Cost): string {
  const of = (all: readonly Cost[]) => sum(all.map((cost) => cost[what]));
  const each = costs.off.map(
    (without, round) => (costs["on-failure"][round]?.[what] ?? Number.NaN) / without[what],
  );
  const rows = each.map((milliseconds) => milliseconds.toFixed(2)).join(", ");
  return `${(of(costs["on-failure"]) / of(costs.off)).toFixed(3)} of all, ${rows} of each round`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
