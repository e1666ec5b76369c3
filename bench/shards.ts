/**
 * Prints how much faster a plan is done in 2, 4 and 8 shards, each on a machine of its own with two
 * processors. Plays the default profile of some implementations as a whole and in shards, one shard after
 * another on this machine, and holds their verdicts together. What this machine has beside that to do
 * lengthens the wall, but neither the processor time nor the waits that scenarios demand; an elapsed time
 * is computed from those two. Then it divides the default profile of all bundled implementations, without
 * playing it, by what the cases took. Run as `npm run bench:shards`, with implementations behind `--`
 * (`all` is each that is installed), and the numbers of shards that are to be played.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseImplementations } from "../harness/cli/choose/implementations.ts";
import { chooseScenarios } from "../harness/cli/choose/scenarios.ts";
import { sockspec } from "../harness/cli/fixtures/sockspec.ts";
import { durationsOf } from "../harness/cli/grading/shard.ts";
import { defaultFlags } from "../harness/cli/options/add-options.ts";
import { startStopwatch } from "../harness/history/clock.ts";
import type { CaseResult } from "../harness/journal/case-result.ts";
import { readRun } from "../harness/journal/read-run.ts";
import { clean } from "../harness/network/profiles.ts";
import { waitOf } from "../harness/plan/expected-wait.ts";
import { allAbilities, type PlannedCase, planCases } from "../harness/plan/plan.ts";
import { type Durations, sumOf, timeOf } from "../harness/plan/shard/cost.ts";
import { dividePlan } from "../harness/plan/shard/divide.ts";
import { reapedMs } from "./reaped.ts";

const given = process.argv.slice(2);
const isNumber = (word: string) => /^\d+$/.test(word);
const wanted = given.filter((word) => !isNumber(word));
const names = wanted.length === 0 ? ["cpp", "node"] : wanted;
/** What the command line of a run names; nothing is all. */
const named = names.includes("all") ? [] : names;
const counts = [1, 2, 4, 8, 16, 64];
const playedCounts = given.some(isNumber) ? given.filter(isNumber).map(Number) : [2, 4, 8];

/** A node of the cluster, and the most labs that a run opens by itself. */
const processors = 2;
const labs = 7;

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** What a shard took: all of it in ms. */
interface Spent {
  readonly folder: string;
  readonly wallMs: number;
  readonly processorMs: number;
  readonly waitMs: number;
  readonly longestMs: number;
}

const whole = await play("whole", []);
const { cases } = readRun(whole.folder);
const verdicts = new Map(cases.map((result) => [nameOf(result), result]));
console.log(`default profile of ${names.join(" and ")} on a clean link, ${cases.length} cases`);
console.log(`  processor time ${inSeconds(whole.processorMs)}, waits ${inSeconds(whole.waitMs)}`);
console.log("shards  largest wall  processor  waits    elapsed  speed  verdicts as undivided");
let startMs = 0;
for (const of of [1, ...playedCounts]) {
  const spent = of === 1 ? [whole] : await playShards(of);
  const allMs = spent.reduce((sum, { processorMs }) => sum + processorMs, 0);
  startMs = of === 1 ? 0 : Math.max(0, (allMs - whole.processorMs) / (of - 1));
  const played = spent.flatMap((shard) => readRun(shard.folder).cases);
  const differing = played.filter(
    (result) => verdicts.get(nameOf(result))?.verdict !== result.verdict,
  );
  const most = (of: (shard: Spent) => number) => Math.max(...spent.map(of));
  console.log(
    [
      String(of).padStart(6),
      inSeconds(most(({ wallMs }) => wallMs)).padStart(13),
      inSeconds(most(({ processorMs }) => processorMs)).padStart(10),
      inSeconds(most(({ waitMs }) => waitMs)).padStart(8),
      inSeconds(most(elapsedMs)).padStart(8),
      (elapsedMs(whole) / most(elapsedMs)).toFixed(2).padStart(6),
      `  ${played.length - differing.length} of ${cases.length}`,
    ].join(" "),
  );
  for (const result of differing) {
    const undivided = verdicts.get(nameOf(result));
    console.log(`  ${nameOf(result)}: ${verdictOf(result)}, undivided ${verdictOf(undivided)}`);
  }
}
await extrapolate();

async function playShards(of: number): Promise<readonly Spent[]> {
  const spent: Spent[] = [];
  for (let number = 1; number <= of; number += 1) {
    const shard = ["--shard", `${number}/${of}`, "--durations", whole.folder];
    spent.push(await play(`${number}-of-${of}`, shard));
  }
  return spent;
}

async function play(name: string, words: readonly string[]): Promise<Spent> {
  const output = join(folder, name);
  const [sinceMs, beforeMs] = [startStopwatch(), reapedMs(process.pid)];
  const run = ["run", ...named, ...words, "--output", output, "--reporter", "silent"];
  const { stderr } = await sockspec([...run, "--jobs", String(labs)]);
  const wallMs = sinceMs();
  const processorMs = reapedMs(process.pid) - beforeMs;
  const [id] = readdirSync(output);
  if (id === undefined) {
    throw new Error(`Expected a run in ${output}, found none: ${stderr}`);
  }
  const { cases } = readRun(join(output, id));
  const waits = cases.map(({ demandedWaitMs }) => demandedWaitMs);
  const waitMs = waits.reduce((sum, wait) => sum + wait, 0);
  return {
    folder: join(output, id),
    wallMs,
    processorMs,
    waitMs,
    longestMs: Math.max(0, ...waits),
  };
}

/** The longest of what bounds it: processors, labs that wait side by side, and the longest wait. */
function elapsedMs({
  processorMs,
  waitMs,
  longestMs,
}: Pick<Spent, "processorMs" | "waitMs" | "longestMs">): number {
  return Math.max(processorMs / processors, (processorMs + waitMs) / labs, longestMs);
}

/** A place in the plan has one seed in every division. */
function nameOf({ index, seed, implementation, scenario }: CaseResult): string {
  return `${index} ${seed} ${implementation} ${scenario}`;
}

function verdictOf(result: CaseResult | undefined): string {
  const failed = result?.checks.filter(({ status }) => status === "fail").map(({ id }) => id) ?? [];
  return [result?.verdict ?? "not played", ...failed, result?.reason ?? ""].join(" ").trim();
}

async function extrapolate(): Promise<void> {
  const flags = defaultFlags();
  const implementations = chooseImplementations([], null, flags);
  const { scenarios } = await chooseScenarios(flags);
  const plan = planCases({
    abilities: allAbilities,
    implementations,
    scenarios,
    networks: [clean],
    repetitions: 1,
    seed: 1,
  });
  const played = durationsOf({ cases });
  const count = cases.filter(({ session }) => session !== null).length;
  const ownMs = (whole.processorMs - startMs) / count;
  // Of a scenario that was not played, what it demands to wait, and what a case takes in the mean.
  const durations: Durations = (planned) =>
    played(planned) ?? { waitMs: waitOf(planned), processorMs: ownMs };
  console.log(
    `processor time: ${inSeconds(startMs)} for a shard's start and labs, ${ownMs.toFixed(0)} ms for a case`,
  );
  console.log(
    `all ${implementations.length} bundled implementations, ${plan.length} cases, computed:`,
  );
  console.log("shards  processor  waits    elapsed  speed");
  let undividedMs = 0;
  for (const of of counts) {
    const shards = spentBy(plan, of, durations);
    const most = (of: (shard: (typeof shards)[number]) => number) => Math.max(...shards.map(of));
    const longestMs = most(elapsedMs);
    undividedMs ||= longestMs;
    console.log(
      [
        String(of).padStart(6),
        inSeconds(most(({ processorMs }) => processorMs)).padStart(10),
        inSeconds(most(({ waitMs }) => waitMs)).padStart(8),
        inSeconds(longestMs).padStart(8),
        (undividedMs / longestMs).toFixed(2).padStart(6),
      ].join(" "),
    );
  }
}

function spentBy(plan: readonly PlannedCase[], of: number, durations: Durations) {
  const division = dividePlan(plan, { of, timeOf: (planned) => timeOf(planned, durations) });
  const shards = Map.groupBy(plan, (_, place) => division[place]);
  return [...shards.values()].map((own) => {
    const times = own.map((planned) => timeOf(planned, durations));
    const { waitMs, processorMs } = sumOf(times);
    return {
      waitMs,
      processorMs: startMs + processorMs,
      longestMs: Math.max(0, ...times.map(({ waitMs }) => waitMs)),
    };
  });
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
