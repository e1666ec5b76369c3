import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CaseResult } from "../run/case-result.ts";
import { sockspec } from "./fixtures/sockspec.ts";

const folder = mkdtempSync(join(tmpdir(), "sockspec-agreement-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cases that fare differently in containers, and why: none is known. */
const differences: Readonly<Record<string, string>> = {};

/** One of each kind: bytes, ends, faults on the wire, limits, signals, process 1, both families. */
const scenarios = [
  ...["echo/basic", "coalesced/deep-pipeline", "length/", "abort/", "close/half-close-drain"],
  ...["flow/zero-window-stall", "loss/first-message", "accept/both", "accept/descriptor"],
  ...["restart/", "shutdown/", "signals/", "urgent/"],
];
const implementations = ["cpp", "node", "deno", "bun"];

async function runIn(
  lab: string,
  names: readonly string[],
  ids: readonly string[],
): Promise<readonly CaseResult[]> {
  const file = join(folder, `${lab}.json`);
  const chosen = ids.flatMap((id) => ["-t", id]);
  const stored = ["--output", join(folder, "runs"), "--json", file, "--reporter", "silent"];
  const { stderr } = await sockspec(["run", ...names, "--lab", lab, ...chosen, ...stored]);
  expect(stderr).toBe("");
  return (JSON.parse(readFileSync(file, "utf8")) as { cases: readonly CaseResult[] }).cases;
}

const keyOf = ({ implementation, scenario }: CaseResult) => `${implementation} ${scenario}`;

async function compare(names: readonly string[], ids: readonly string[]) {
  const inNetns = await runIn("netns", names, ids);
  const inContainers = await runIn("container", names, ids);
  const verdicts = new Map(inNetns.map((one) => [keyOf(one), one.verdict]));
  const differing = inContainers.filter(
    (one) => verdicts.get(keyOf(one)) !== one.verdict && differences[keyOf(one)] === undefined,
  );
  return { inNetns, inContainers, differing };
}

/** What the cases took beside the waits that their scenarios demand, in ms a case. */
function costMs(cases: readonly CaseResult[]): number {
  const ran = cases.filter(({ durationMs }) => durationMs > 0);
  const costs = ran.map(({ durationMs, demandedWaitMs }) => durationMs - demandedWaitMs);
  return costs.sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? 0;
}

test("netns and container labs give the same verdicts, at less than three times the cost", async () => {
  const { inNetns, inContainers, differing } = await compare(implementations, scenarios);
  expect(inContainers.length).toBe(inNetns.length);
  // A case on a busy machine may miss a limit in one lab: what differs has to differ again.
  const again =
    differing.length === 0
      ? []
      : (
          await compare(
            [...new Set(differing.map(({ implementation }) => implementation))],
            [...new Set(differing.map(({ scenario }) => scenario))],
          )
        ).differing;
  const first = new Set(differing.map(keyOf));
  const lasting = again.filter((one) => first.has(keyOf(one)));
  expect(lasting.map((one) => `${keyOf(one)}: ${one.verdict} (${one.reason})`)).toEqual([]);
  const costs = { netns: costMs(inNetns), container: costMs(inContainers) };
  process.stdout.write(
    `a case costs ${costs.netns.toFixed(0)} ms in netns labs, ` +
      `${costs.container.toFixed(0)} ms in containers (median, waits left out)\n`,
  );
  expect(costs.container / costs.netns).toBeLessThan(3);
});
