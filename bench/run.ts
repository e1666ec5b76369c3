/**
 * Prints what a run costs: the processor time of a case by part, one case after another in one lab,
 * and the wall of `sockspec run` with its defaults beside the longest path through its cases. Run as
 * `npm run bench:run`, with implementations behind `--`.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { toolEnvironment } from "../harness/cli/choose/bundled.ts";
import { preparedControls } from "../harness/cli/choose/controls.ts";
import { type EvidenceChoice, prepareEvidence } from "../harness/cli/choose/evidence.ts";
import { chooseImplementations } from "../harness/cli/choose/implementations.ts";
import { chooseLab } from "../harness/cli/choose/lab.ts";
import { prepareAll } from "../harness/cli/choose/prepare.ts";
import { chooseScenarios } from "../harness/cli/choose/scenarios.ts";
import { sockspec } from "../harness/cli/fixtures/sockspec.ts";
import { defaultFlags } from "../harness/cli/options/add-options.ts";
import { startStopwatch } from "../harness/history/clock.ts";
import { descendantsOf } from "../harness/host/proc/process.ts";
import type { StoredRun } from "../harness/journal/read-run.ts";
import { clean } from "../harness/network/profiles.ts";
import { planCases } from "../harness/plan/plan.ts";
import { execute } from "../harness/run/execute.ts";
import { median } from "./median.ts";
import { reapedMs } from "./reaped.ts";

const given = process.argv.slice(2);
const names = given.length === 0 ? ["cpp"] : given;
const { signal } = new AbortController();

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const parts = ["harness", "driver", "observer", "implementation and helpers"] as const;
/** Processor time in ms. */
type Costs = Readonly<Record<(typeof parts)[number], number>>;

const cases = await costOfCases();
console.log(
  `processor time of a case, medians over ${cases.length} cases of ${names.join(", ")} one after another:`,
);
for (const part of parts) {
  console.log(`  ${part.padEnd(28)} ${inMs(median(cases.map((costs) => costs[part])))}`);
}
const totals = cases.map((costs) => parts.reduce((sum, part) => sum + costs[part], 0));
console.log(`  ${"all of it".padEnd(28)} ${inMs(median(totals))}; the target for cpp is 120 ms`);
await compareWall();

/** Runs the default profile in one lab, so that all that is used between two ends is of one case. */
async function costOfCases(): Promise<readonly Costs[]> {
  const flags = defaultFlags();
  const lab = await chooseLab(flags, { runId: "bench", signal });
  const { implementations } = await prepareAll(
    chooseImplementations(names, null, flags),
    lab,
    signal,
  );
  const environment = toolEnvironment();
  const { scenarios } = await chooseScenarios(flags);
  const plan = planCases({
    implementations,
    scenarios,
    networks: [clean],
    abilities: lab.abilities,
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const evidence: EvidenceChoice = { keep: "on-failure", systemCalls: false };
  const costs: Costs[] = [];
  let before: Costs | null = null;
  const { labFailure } = await execute(
    {
      plan,
      lab,
      runId: "bench",
      folder,
      jobs: 1,
      signal,
      environment,
      fixedPort: null,
      controls: await preparedControls(null, signal),
      evidence: await prepareEvidence(evidence, folder, environment, signal),
      failureLimit: null,
      unusable: new Map(),
    },
    {
      onCase({ session }) {
        const now = usedSoFar();
        // The first is charged with the lab, and so is the case behind the bad control with that.
        if (before !== null && session !== null) {
          costs.push(difference(before, now));
        }
        before = now;
      },
    },
  );
  if (labFailure !== null) {
    throw labFailure;
  }
  return costs;
}

function difference(before: Costs, now: Costs): Costs {
  const costs = parts.map((part) => [part, now[part] - before[part]] as const);
  return Object.fromEntries(costs) as Costs;
}

function usedSoFar(): Costs {
  const { user, system } = process.cpuUsage();
  const used = { harness: (user + system) / 1000, driver: 0, observer: 0 };
  for (const pid of descendantsOf(process.pid)) {
    const words = read(`/proc/${pid}/cmdline`).split("\0");
    if (words.some((word) => word.endsWith("/driver/play.ts")) && /node$/.test(words[0] ?? "")) {
      used.driver += onProcessorMs(pid) + reapedMs(pid);
    } else if (/\/observer$/.test(words[0] ?? "")) {
      used.observer += onProcessorMs(pid);
    }
  }
  return { ...used, "implementation and helpers": reapedMs(process.pid) };
}

/** Processor time of all its threads; proc(5) counts it in ns. */
function onProcessorMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((thread) =>
    Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0]),
  );
  return ns.reduce((sum, n) => sum + n, 0) / 1e6;
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** Runs the same with no option given, as a user does. */
async function compareWall(): Promise<void> {
  const file = join(folder, "run.json");
  const words = ["run", ...names, "--json", file, "--output", folder];
  const [sinceMs, beforeMs] = [startStopwatch(), reapedMs(process.pid)];
  const { stdout } = await sockspec(words);
  const wallMs = sinceMs();
  const processorMs = reapedMs(process.pid) - beforeMs;
  const run = JSON.parse(readFileSync(file, "utf8")) as Pick<StoredRun, "cases" | "sessions">;
  const longestMs = Math.max(...run.cases.map(({ durationMs }) => durationMs));
  const [, memory = "unknown"] = /harness (.* MiB) at most/.exec(stdout) ?? [];
  const cpus = availableParallelism();
  const pathMs = Math.max(longestMs, processorMs / cpus);
  console.log(`sockspec run ${names.join(" ")}, ${run.cases.length} cases, no option given:`);
  console.log(`  wall                         ${inSeconds(wallMs)}`);
  console.log(
    `  critical path                ${inSeconds(pathMs)}: the longest case, ${inSeconds(longestMs)},`,
  );
  console.log(
    `                               or all processor time on ${cpus} processors, ${inSeconds(processorMs / cpus)}`,
  );
  console.log(`  ratio of wall to it          ${(wallMs / pathMs).toFixed(2)}`);
  console.log(`  labs                         ${run.sessions.length}`);
  console.log(`  memory of harness, drivers   ${memory}; the target is 350 MiB`);
}

function inMs(ms: number): string {
  return `${ms.toFixed(0)} ms`.padStart(7);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
