/**
 * Prints what virtual time does on this machine, and needs its kernel (`sockspec kernel build`):
 *
 *   speed    simulated seconds for each second of this machine's clock, a run for each network
 *   matrix   the default profile of six servers on the ten networks, in one run
 *   release  the six quick situations of one server on ten networks, in one run
 *   agree    those on three networks, in virtual time and in Debian's guest, which runs in real time
 *   repeat   how many of 20 cases have the same history in each of many runs
 *
 * Run as `npm run bench:virtual`, with names of parts behind `--`, and for `repeat` a number of runs.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sockspec, withBuiltKernel } from "../harness/cli/fixtures/sockspec.ts";
import { startStopwatch } from "../harness/history/clock.ts";
import type { CaseResult } from "../harness/journal/case-result.ts";
import { readRun } from "../harness/journal/read-run.ts";

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Slow ones, fast ones, and ones that lose, reorder, duplicate and delay by chance. */
const tenNetworks = [
  ...["geo", "lossy", "leo", "bursty", "hspa"],
  ...["lte", "3g", "dsl-poor", "reorder", "wifi-good"],
];

/** Those of them with which the other parts do: the slowest, one without loss, one with bursts of it. */
const threeNetworks = ["geo", "lte", "bursty"];

const servers = ["cpp", "node", "deno", "bun", "python"];

/** How many runs there have been: each has a folder. */
let runs = 0;

interface Ran {
  readonly cases: readonly CaseResult[];
  readonly wallMs: number;
}

const parts: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  speed,
  matrix,
  release,
  agree,
  repeat,
};

const given = process.argv.slice(2);
const wanted = given.filter((word) => Object.hasOwn(parts, word));
const rest = given.filter((word) => !Object.hasOwn(parts, word));
for (const name of wanted.length === 0 ? Object.keys(parts) : wanted) {
  console.log(`${name}:`);
  await parts[name]?.(rest);
}

async function speed(): Promise<void> {
  console.log("  network      cases  simulated    wall  ratio");
  const all: Ran[] = [];
  for (const network of tenNetworks) {
    const ran = await play(["run", "cpp", "--network", network]);
    all.push(ran);
    console.log(formatSpeed(network, ran));
  }
  const cases = all.flatMap((ran) => ran.cases);
  console.log(formatSpeed("together", { cases, wallMs: sum(all.map(({ wallMs }) => wallMs)) }));
}

async function matrix(): Promise<void> {
  const networks = tenNetworks.flatMap((network) => ["--network", network]);
  const ran = await play(["run", ...servers, "cpp-threads", ...networks]);
  console.log("  networks     cases  simulated    wall  ratio");
  console.log(formatSpeed("ten", ran));
  for (const [network, cases] of Map.groupBy(ran.cases, (result) => result.network)) {
    const simulatedMs = sum(cases.map(({ durationMs }) => durationMs));
    console.log(
      `  ${network.padEnd(12)} ${String(cases.length).padStart(5)} ${inSeconds(simulatedMs).padStart(10)}`,
    );
  }
  const verdicts = Map.groupBy(ran.cases, ({ verdict }) => verdict);
  console.log(`  ${[...verdicts].map(([verdict, of]) => `${of.length} ${verdict}`).join(", ")}`);
  for (const result of ran.cases.filter(({ verdict }) => verdict !== "pass")) {
    console.log(`  ${nameOf(result)}: ${result.verdict}, ${whyOf(result)}`);
  }
}

async function release(): Promise<void> {
  const networks = tenNetworks.flatMap((network) => ["--network", network]);
  const ran = await play(["run", "cpp", "--profile", "quick", ...networks]);
  console.log("  networks     cases  simulated    wall  ratio");
  console.log(formatSpeed("ten", ran));
}

async function agree(): Promise<void> {
  const networks = threeNetworks.flatMap((network) => ["--network", network]);
  const words = ["run", ...servers, "--profile", "quick", ...networks];
  const simulated = await play(words);
  const real = await play(words, "guest");
  const verdicts = new Map(real.cases.map((result) => [nameOf(result), result]));
  const differing = simulated.cases.filter(
    (result) => verdicts.get(nameOf(result))?.verdict !== result.verdict,
  );
  const count = simulated.cases.length;
  console.log(`  ${count - differing.length} of ${count} verdicts are the same`);
  for (const result of differing) {
    const other = verdicts.get(nameOf(result));
    console.log(
      `  ${nameOf(result)}: ${result.verdict} in virtual time, ${other?.verdict} in real time`,
    );
    console.log(`    ${whyOf(result)} / ${other === undefined ? "not played" : whyOf(other)}`);
  }
  console.log(
    `  ${inSeconds(simulated.wallMs)} in virtual time, ${inSeconds(real.wallMs)} in real time`,
  );
}

async function repeat([times = "10"]: readonly string[]): Promise<void> {
  const scenarios = ["loss/ping-pong", "echo/basic", "close/half-close-drain", "length/oversize"];
  const words = [
    ...["run", ...servers, ...scenarios.flatMap((id) => ["-t", id])],
    ...["--network", "delay=60ms jitter=20ms loss=2%"],
  ];
  const digests = new Map<string, Set<string>>();
  let played = 0;
  let same = 0;
  for (let run = 0; run < Number(times); run += 1) {
    for (const result of (await play(words)).cases) {
      const known = digests.get(nameOf(result)) ?? new Set();
      digests.set(nameOf(result), known.add(result.virtual?.digest ?? "none"));
      played += 1;
      same += known.size === 1 ? 1 : 0;
    }
  }
  console.log(`  ${same} of ${played} histories are those of the first run`);
  for (const [name, known] of digests) {
    if (known.size > 1) {
      console.log(`  ${name}: ${known.size} different histories`);
    }
  }
}

async function play(words: readonly string[], kernel = "virtual"): Promise<Ran> {
  runs += 1;
  const output = join(folder, String(runs));
  const stored = ["--kernel", kernel, "--reporter", "silent", "--output", output];
  const sinceMs = startStopwatch();
  const { stderr } = await sockspec([...words, ...stored], { environment: withBuiltKernel });
  const wallMs = sinceMs();
  process.stderr.write(stderr);
  const [id = ""] = readdirSync(output);
  const { cases } = readRun(join(output, id));
  return { cases: cases.filter(({ verdict }) => verdict !== "unsupported"), wallMs };
}

function formatSpeed(name: string, { cases, wallMs }: Ran): string {
  const simulatedMs = sum(cases.map(({ durationMs }) => durationMs));
  return [
    `  ${name.padEnd(12)}`,
    String(cases.length).padStart(5),
    inSeconds(simulatedMs).padStart(10),
    inSeconds(wallMs).padStart(7),
    (simulatedMs / wallMs).toFixed(1).padStart(6),
  ].join(" ");
}

function nameOf({ implementation, scenario, network }: CaseResult): string {
  return `${implementation} ${scenario} ${network}`;
}

function whyOf({ reason, checks }: CaseResult): string {
  const broken = checks.filter(({ status }) => status !== "pass");
  return reason ?? broken.map(({ id, observed }) => `${id}: ${observed}`).join("; ");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
