/**
 * Prints what a case costs in a container lab beside the same case in a netns lab: time, without
 * the waits required by scenarios. Run as `npm run bench:containers`; it needs a Docker Engine.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sockspec } from "../harness/cli/fixtures/sockspec.ts";
import type { CaseResult } from "../harness/journal/case-result.ts";
import { median } from "./median.ts";

const rounds = 3;

const folder = mkdtempSync(join(tmpdir(), "sockspec-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const costsMs = { netns: [] as number[], container: [] as number[] };
for (let round = 1; round <= rounds; round += 1) {
  for (const lab of ["netns", "container"] as const) {
    costsMs[lab].push(...(await measure(lab)));
  }
}
const [netnsMs, containerMs] = [median(costsMs.netns), median(costsMs.container)];
console.log(
  `a case costs ${netnsMs.toFixed(0)} ms in netns labs and ${containerMs.toFixed(0)} ms in ` +
    `container labs (medians of ${costsMs.netns.length} and ${costsMs.container.length}): ` +
    `${(containerMs / netnsMs).toFixed(2)} times as much`,
);

async function measure(lab: "netns" | "container"): Promise<readonly number[]> {
  const file = join(folder, `${lab}.json`);
  const cases = ["-t", "echo", "-t", "length", "-t", "abort", "-t", "close", "-t", "shutdown"];
  const { stderr } = await sockspec([
    "run",
    "cpp",
    "node",
    "deno",
    "bun",
    "--lab",
    lab,
    ...cases,
    "--output",
    join(folder, "runs"),
    "--json",
    file,
    "--reporter",
    "silent",
  ]);
  if (stderr !== "") {
    console.error(stderr);
  }
  const document = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: CaseResult[] };
  return document.cases
    .filter(({ durationMs }) => durationMs > 0)
    .map(({ durationMs, demandedWaitMs }) => durationMs - demandedWaitMs);
}
