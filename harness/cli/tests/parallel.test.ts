import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { processesWithVariable, processTree } from "../../host/proc/process.ts";
import { killSockspec } from "../engines/fixtures/kill-sockspec.ts";
import { casesIn, journalBelow, verdictsIn } from "../engines/fixtures/verdicts.ts";
import { userEnvironment } from "../fixtures/packed.ts";
import { echoScript } from "../fixtures/sockspec.ts";

const pollMs = 10;

const options = "-t echo/basic -t length/zero --lab loopback --repeat-each 6 --jobs 1".split(" ");
const run = ["run", ...options, "--", "node", "-e", echoScript, "{port}"];
const cases = 12;

/** @returns a project in which `npx sockspec` is this one. */
function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-parallel-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), '{ "devDependencies": { "sockspec": "*" } }');
  mkdirSync(join(folder, "node_modules", ".bin"), { recursive: true });
  symlinkSync(projectRoot, join(folder, "node_modules", "sockspec"));
  symlinkSync("../sockspec/bin/sockspec.js", join(folder, "node_modules", ".bin", "sockspec"));
  return folder;
}

function play(folder: string, ...words: readonly string[]) {
  const [program = "", ...rest] = words;
  return spawnSync(program, rest, { cwd: folder, env: userEnvironment(), encoding: "utf8" });
}

const journalOf = (folder: string, shard: string) =>
  journalBelow(join(folder, "shared runs", "shards", shard));

/** Waits for a shard that has just played its first case, and kills what plays it. */
async function killOne(folder: string, parallel: number): Promise<string> {
  for (;;) {
    const shard = shardsIn(folder).find((one) => casesIn(journalOf(folder, one)).length === 1);
    const pids = processTree(parallel);
    const ofShard = new Set(processesWithVariable(`PARALLEL_SEQ=${shard}\0`));
    if (shard !== undefined && killSockspec(pids.filter((pid) => ofShard.has(pid)))) {
      return shard;
    }
    await sleep(pollMs);
  }
}

function shardsIn(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, "shared runs", "shards"));
  } catch {
    return [];
  }
}

test("GNU parallel finishes a shard that was killed, and the merged run is as an undisturbed one", async () => {
  const folder = makeProject();
  const config = { reporters: ["default", "junit=junit.xml"] };
  writeFileSync(join(folder, "sockspec.config.json"), JSON.stringify(config));
  const [first = "", ...rest] = run;
  const alone = play(folder, "npx", "sockspec", first, "--output", "alone", ...rest);
  expect(alone.stdout).toContain(`${cases} cases: `);
  rmSync(join(folder, "junit.xml"));
  const written = play(
    folder,
    ...[
      "npx",
      "sockspec",
      "ci",
      "parallel",
      "--shards",
      "3",
      "--output",
      "my run.sh",
      "--",
      ...run,
    ],
  );
  expect(written.stdout).toBe("wrote my run.sh\nStart it: sh 'my run.sh'\n");

  const script = spawn("sh", ["my run.sh", "shared runs", "--jobs", "2"], {
    cwd: folder,
    env: userEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = Promise.all([text(script.stdout), text(script.stderr)]);
  const ended = once(script, "exit");
  const shard = await killOne(folder, script.pid ?? 0);
  const before = casesIn(journalOf(folder, shard)).length;
  const [status] = (await ended) as [number];
  const [stdout, stderr] = await printed;

  expect(stderr, stdout).toContain("Merged from 3 shards.");
  expect(status).toBe(alone.status);
  // The configuration's reports are of the merged run.
  expect(readFileSync(join(folder, "junit.xml"), "utf8").match(/<testcase /g)).toHaveLength(cases);
  const merged = journalBelow(join(folder, "shared runs", "merged"));
  expect(verdictsIn(merged)).toEqual(verdictsIn(journalBelow(join(folder, "alone"))));
  expect(casesIn(merged)).toHaveLength(cases);
  const types = journalOf(folder, shard).map(({ type }) => type);
  expect(types.filter((type) => type === "resume")).toHaveLength(1);
  expect(types.slice(0, types.indexOf("resume")).filter((type) => type === "case")).toHaveLength(
    before,
  );

  // Nothing is left to be played: it is merged again, to the same run.
  const again = play(folder, "sh", "my run.sh", "shared runs");
  expect(again.stderr).toContain("Merged from 3 shards.");
  expect(journalBelow(join(folder, "shared runs", "merged"))).toEqual(merged);
  expect(journalOf(folder, shard)).toHaveLength(types.length);
});
