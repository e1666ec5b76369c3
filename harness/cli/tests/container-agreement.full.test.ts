import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CaseResult } from "../../journal/case-result.ts";
import { sockspec } from "../fixtures/sockspec.ts";

const folder = mkdtempSync(join(tmpdir(), "sockspec-agreement-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cases that fare differently in containers, and why: none is known. */
const differences: Readonly<Record<string, string>> = {};

/** One of each kind: bytes, ends, faults on the wire, limits, signals, process 1, both families. */
const scenarios = [
  "echo/basic",
  "coalesced/deep-pipeline",
  "length/",
  "abort/",
  "close/half-close-drain",
  "flow/zero-window-stall",
  "loss/first-message",
  "accept/both",
  "accept/descriptor",
  "restart/",
  "shutdown/",
  "signals/",
  "urgent/",
];
const implementations = ["cpp", "node", "deno", "bun"];

async function runIn(lab: string): Promise<readonly CaseResult[]> {
  const file = join(folder, `${lab}.json`);
  const chosen = scenarios.flatMap((id) => ["-t", id]);
  const stored = ["--output", join(folder, "runs"), "--json", file, "--reporter", "silent"];
  const { stderr } = await sockspec([
    "run",
    ...implementations,
    "--lab",
    lab,
    ...chosen,
    ...stored,
  ]);
  expect(stderr).toBe("");
  return (JSON.parse(readFileSync(file, "utf8")) as { cases: readonly CaseResult[] }).cases;
}

const keyOf = ({ implementation, scenario }: CaseResult) => `${implementation} ${scenario}`;

/** Either lab may have been starved by what else ran here: such a case says nothing of the labs. */
function wasStarved({ verdict, checks }: CaseResult): boolean {
  const undecided = checks.filter(({ status }) => status === "inconclusive");
  return (
    verdict === "inconclusive" && undecided.some(({ observed }) => observed.includes("was starved"))
  );
}

test("netns and container labs give the same verdicts", async () => {
  const inNetns = new Map((await runIn("netns")).map((result) => [keyOf(result), result]));
  const inContainers = await runIn("container");
  expect(inContainers.map(keyOf).toSorted()).toEqual([...inNetns.keys()].toSorted());
  const pairs = inContainers.map(
    (result) => [inNetns.get(keyOf(result)) ?? result, result] as const,
  );
  const starved = pairs.filter((pair) => pair.some(wasStarved));
  const differing = pairs.filter(
    ([netns, container]) =>
      netns.verdict !== container.verdict &&
      differences[keyOf(container)] === undefined &&
      ![netns, container].some(wasStarved),
  );
  expect(
    differing.map(
      ([netns, container]) => `${keyOf(container)}: ${netns.verdict}, ${tell(container)}`,
    ),
  ).toEqual([]);
  expect(starved.length, "pairs that say nothing").toBeLessThan(pairs.length / 10);
});

function tell({ verdict, reason, checks }: CaseResult): string {
  const broken = checks.filter(({ status }) => status !== "pass");
  const failures = broken.map(({ id, observed }) => `${id}: ${observed}`);
  return [verdict, ...(reason === null ? [] : [reason]), ...failures].join("; ");
}
