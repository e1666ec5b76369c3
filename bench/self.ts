/**
 * Compares an implementation with itself, many times, and prints how often a difference was shown:
 * by chance alone once in twenty times. Run as
 *
 *   npm run bench:self -- [--runs 20] [--repetitions 5] [--record FILE]
 *
 * Each run is as `sockspec bench` would make it: interleaved by a seed, in a lab of its own. Loads last
 * 0.3 s, one message at a time, so that all of it takes minutes; what is compared is as uncertain as that makes it. A machine that is
 * busy otherwise disturbs both, and is not waited for. `--record` writes what was measured: the fixture
 * of `harness/report/comparison/self-comparison.test.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadBundled, toolEnvironment } from "../harness/cli/choose/bundled.ts";
import { preparedControls } from "../harness/cli/choose/controls.ts";
import { chooseLab } from "../harness/cli/choose/lab.ts";
import { prepareAll } from "../harness/cli/choose/prepare.ts";
import { defaultFlags } from "../harness/cli/options/add-options.ts";
import { clean } from "../harness/network/profiles.ts";
import { interleave } from "../harness/plan/interleave.ts";
import { planCases } from "../harness/plan/plan.ts";
import { compare } from "../harness/report/comparison/compare.ts";
import { collectSamples, type Measured } from "../harness/report/comparison/samples.ts";
import { execute } from "../harness/run/execute.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { pingPong } from "../scenarios/measurements/ping-pong.ts";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    repetitions: { type: "string", default: "5" },
    record: { type: "string" },
  },
});
const runs = Number(options.runs);
const repetitions = Number(options.repetitions);
const scenarios = [pingPong].map(shortened);

const { signal } = new AbortController();
const lab = await chooseLab(defaultFlags(), { runId: "bench", signal });
const cpp = loadBundled("cpp");
const twins = [cpp, { ...cpp, name: "cpp-again" }];
const { implementations } = await prepareAll(twins, lab, signal);
const controls = await preparedControls(null, signal);
const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));

const measured: (readonly Measured[])[] = [];
try {
  for (let run = 1; run <= runs; run += 1) {
    measured.push(await measureOnce(run));
    process.stderr.write(`${run} of ${runs} runs\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
printShown();
if (options.record !== undefined) {
  writeFileSync(options.record, `${JSON.stringify(recorded())}\n`);
}

/** @param seed of the order of its cases. */
async function measureOnce(seed: number): Promise<readonly Measured[]> {
  const plan = planCases({
    implementations,
    scenarios,
    networks: [clean],
    abilities: lab.abilities,
    repetitions,
    seed,
    countDisturbed: true,
  });
  const { cases, labFailure } = await execute({
    plan: interleave(plan, seed),
    lab,
    runId: "bench",
    folder,
    jobs: 1,
    inOrder: true,
    signal,
    environment: toolEnvironment(),
    fixedPort: null,
    controls,
    failureLimit: null,
    unusable: new Map(),
  });
  if (labFailure !== null) {
    throw labFailure;
  }
  return collectSamples(cases, scenarios);
}

function printShown(): void {
  console.log(`cpp beside itself, ${runs} runs with ${repetitions} repetitions of each:`);
  for (const [index, { scenario, figure }] of (measured[0] ?? []).entries()) {
    const shown = measured.filter((run, seed) =>
      run
        .slice(index, index + 1)
        .flatMap((each) => compare(each, seed).standings)
        .some(({ difference }) => difference?.isShown),
    );
    const name = `${scenario.id} ${figure.id}`.padEnd(28);
    console.log(`  ${name} a difference in ${shown.length}; the target is ${Math.ceil(runs / 20)}`);
  }
}

/** For each figure, the values of each run: those of one twin, and those of the other. */
function recorded() {
  return (measured[0] ?? []).map(({ scenario, figure }, index) => ({
    scenario: scenario.id,
    figure: figure.id,
    runs: measured.map((run) => run[index]?.groups.map(({ values }) => values) ?? []),
  }));
}

function shortened(scenario: Scenario): Scenario {
  return {
    ...scenario,
    // Recording segments would take longer than the load.
    figures: (scenario.figures ?? []).filter(({ kind }) => kind !== "wireLatency"),
    steps: scenario.steps.map((step) =>
      step.do === "load" ? { ...step, warmUp: { ms: 100 }, duration: { ms: 300 } } : step,
    ),
  };
}
