import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { killSockspec } from "../engines/fixtures/kill-sockspec.ts";
import { type Cluster, startCluster } from "../engines/fixtures/slurm.ts";
import { casesIn, journalBelow, verdictsIn } from "../engines/fixtures/verdicts.ts";
import { makeProject, type Project } from "../fixtures/packed.ts";

/** A task is killed between two of its cases, each of which takes some tenths of a second. */
const pollMs = 10;

/** An echo of bytes, which keeps some requirements of frames and breaks others. */
const server = `import { createServer } from "node:net";
createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(process.argv[2]);
`;

/** Of random splits this server keeps what it keeps by its speed. */
const options = "-t partial-read/ -t echo/ -t !random-splits --repeat-each 8 --jobs 1".split(" ");
const run = ["run", ...options, "--", "node", "server.mjs", "{port}"];
const cases = 32;

/** Most of it is the time after which Slurm takes a silent node for dead, and plays its tasks elsewhere. */
const timeout = 180_000;

test("Slurm finishes a task that was killed with its node, and one that was killed alone", {
  timeout,
}, async () => {
  using project = makeProject(inject("packed"), {
    "package.json": '{ "type": "module", "devDependencies": { "sockspec": "*" } }',
    "server.mjs": server,
  });
  const [first = "", ...rest] = run;
  const alone = play(project, ["npx", "sockspec", first, "--output", "alone", ...rest]);
  expect(alone.stderr).toBe("exit status 1: 24 cases failed a MUST\n");
  const ci = ["npx", "sockspec", "ci", "slurm", "--output", "run.sh", "--", ...run];
  expect(play(project, ci).stdout).toContain("wrote run.sh\n");

  // Three tasks of two processors each run at a time, of which one is on the node that dies.
  await using cluster = await startCluster({ stays: 4, dies: 2 });
  const submitted = play(project, ["sh", "run.sh", "shared"], cluster);
  const [, array = "", merge = ""] =
    /^Job (\d+) plays 8 shards, and job (\d+) /.exec(submitted.stdout) ?? [];
  expect(submitted.stderr).toBe("");

  const withNode = await inItsMiddle(project, cluster, { array, node: "dies" });
  cluster.killNode("dies");
  const killed = [casesOf(project, withNode)];
  const byItself = await inItsMiddle(project, cluster, { array, node: "stays" });
  expect(killSockspec(cluster.processesWith(`SLURM_ARRAY_TASK_ID=${byItself}`))).toBe(true);
  killed.push(casesOf(project, byItself));

  // Slurm's word for a status that is not 0: here, the merged run's 1.
  expect(await finalState(cluster, merge)).toBe("FAILED");
  const log = readFileSync(join(project.folder, "shared", "log", "merge"), "utf8");
  expect(log, cluster.logs()).toContain(`${cases} cases: 8 pass, 24 fail\n`);
  expect(log).toContain("Merged from 8 shards.");
  expect(log).toMatch(/exit status 1: 24 cases failed a MUST\n$/);
  const merged = journalBelow(join(project.folder, "shared", "merged"));
  expect(verdictsIn(merged)).toEqual(verdictsIn(journalBelow(join(project.folder, "alone"))));
  expect(Object.keys(verdictsIn(merged))).toHaveLength(cases);

  // Nothing was played twice: each went on from what was there when it was killed.
  for (const [index, task] of [withNode, byItself].entries()) {
    const journal = journalBelow(shardOf(project, task));
    const types = journal.map(({ type }) => type);
    expect(types.filter((type) => type === "resume")).toHaveLength(1);
    const before = casesIn(journal.slice(0, types.indexOf("resume"))).length;
    expect(before).toBe(killed[index]);
    expect(casesIn(journal).length).toBeGreaterThan(before);
  }
  expect(cluster.logs()).toMatch(/requeue job .* due to failure of node dies/);
});

type Place = Pick<Project, "environment" | "folder">;

function play({ environment, folder }: Place, words: readonly string[], cluster?: Cluster) {
  const [program = "", ...rest] = words;
  const path =
    cluster === undefined ? {} : { PATH: `${environment["PATH"]}:${cluster.environment["PATH"]}` };
  const env = { ...environment, ...cluster?.environment, ...path };
  return spawnSync(program, rest, { cwd: folder, env, encoding: "utf8" });
}

function shardOf({ folder }: Place, task: string): string {
  return join(folder, "shared", "shards", task);
}

function casesOf(project: Place, task: string): number {
  return casesIn(journalBelow(shardOf(project, task))).length;
}

interface OnNode {
  /** The number of the job array. */
  readonly array: string;
  readonly node: string;
}

/** @returns the number of a task that has just played the first of its cases on a node. */
async function inItsMiddle(project: Place, cluster: Cluster, { array, node }: OnNode) {
  const running = ["--states=RUNNING", `--job=${array}`, `--nodelist=${node}`];
  for (;;) {
    const listed = await cluster.run("squeue", "--noheader", "--array", "--format=%K", ...running);
    const task = listed.split("\n").find((one) => one !== "" && casesOf(project, one) === 1);
    if (task !== undefined) {
      return task;
    }
    await sleep(pollMs);
  }
}

/** @returns the state that a job ended in. */
async function finalState(cluster: Cluster, job: string): Promise<string> {
  for (;;) {
    const options = ["--noheader", `--job=${job}`, "--states=all", "--format=%T"];
    const state = (await cluster.run("squeue", ...options)).trim();
    if (!["PENDING", "RUNNING", "COMPLETING"].includes(state)) {
      return state;
    }
    await sleep(pollMs * 10);
  }
}
