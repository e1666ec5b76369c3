/**
 * Prints what keeping evidence costs: the same run with `--evidence off` and with `on-failure`, by
 * turns, so that what else the machine does falls on both. Run as `npm run bench:evidence`, with
 * implementations and other words of `sockspec run` behind `--`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sockspec } from "./fixtures/sockspec.ts";

const rounds = 4;
const [given, otherwise] = [process.argv.slice(2), ["cpp", "node"]];
const words = given.length === 0 ? otherwise : given;

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const wallsMs = { off: [] as number[], "on-failure": [] as number[] };
for (let round = 0; round < rounds; round += 1) {
  // Who is first finds other files in memory: they take turns in that, too.
  const order =
    round % 2 === 0 ? (["off", "on-failure"] as const) : (["on-failure", "off"] as const);
  for (const evidence of order) {
    wallsMs[evidence].push(await measure(evidence));
  }
}
const [without, with_] = [wallsMs.off, wallsMs["on-failure"]];
const ratios = without.map((ms, round) => (with_[round] ?? Number.NaN) / ms);
console.log(`sockspec run ${words.join(" ")}, by turns, ${rounds} times each`);
console.log(`  --evidence off         ${inSeconds(without)}`);
console.log(`  --evidence on-failure  ${inSeconds(with_)}`);
console.log(
  `  ratio of all walls ${(sum(with_) / sum(without)).toFixed(3)}; ` +
    `of each round ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}; the target is below 1.15`,
);

async function measure(evidence: string): Promise<number> {
  const startedNs = process.hrtime.bigint();
  const { status, stderr } = await sockspec([
    ...["run", ...words, "--evidence", evidence, "--reporter", "silent"],
    ...["--output", folder],
  ]);
  const tookMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
  if (status !== 0) {
    console.log(`--evidence ${evidence} ended with status ${status}\n${stderr}`);
  }
  return tookMs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function inSeconds(valuesMs: readonly number[]): string {
  return valuesMs.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(", ");
}
