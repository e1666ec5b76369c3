import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { readJournal } from "../../journal/read.ts";
import { readRun } from "../../journal/read-run.ts";
import { journalFile } from "../../journal/write.ts";
import {
  echoScript,
  type Finished,
  greeterScript,
  inlineServer,
  makeWorkspace,
  sockspec,
  startSockspec,
  type Workspace,
} from "../fixtures/sockspec.ts";

const selection = ["echo/basic", "length/zero", "coalesced/one-segment"];

/** One implementation that passes and one that fails, so often in each scenario. */
function planOf(workspace: Workspace, repetitions: number): readonly string[] {
  const written = (name: string, script: string) =>
    workspace.implementation(name, { ...inlineServer(name, script), claims: ["many-frames"] });
  const [good, bad] = [written("good", echoScript), written("bad", greeterScript)];
  const scenarios = selection.flatMap((id) => ["-t", id]);
  return ["run", good, bad, ...scenarios, "--lab", "loopback", "--repeat-each", `${repetitions}`];
}

const shards = 8;

function folderIn(output: string): string {
  const [folder = ""] = readdirSync(output).filter((name) => /^\d{4}-/.test(name));
  return join(output, folder);
}

function verdictsOf(folder: string) {
  return readRun(folder).cases.map(({ index, implementation, scenario, repetition, ...rest }) => ({
    ...{ index, implementation, scenario, repetition, seed: rest.seed, verdict: rest.verdict },
    checks: rest.checks.map(({ id, status }) => `${id} ${status}`),
  }));
}

/** Ends a shard with SIGKILL when it has played one of its cases. */
async function killInTheMiddle(args: readonly string[], output: string): Promise<void> {
  const { child, finished } = startSockspec([...args, "--jobs", "1"]);
  while (casesIn(output) === 0) {
    await sleep(5);
  }
  child.kill("SIGKILL");
  expect((await finished).signal).toBe("SIGKILL");
}

function casesIn(output: string): number {
  try {
    return readFileSync(journalFile(folderIn(output)), "utf8").split('{"type":"case"').length - 1;
  } catch {
    return 0;
  }
}

describe("a plan in eight shards", () => {
  test("of which one is killed and resumed elsewhere has the verdicts of an undisturbed run", {
    // Fifteen starts of sockspec: 20 s on an idle machine.
    timeout: 300_000,
  }, async () => {
    using workspace = makeWorkspace();
    const plan = planOf(workspace, 4);
    const outputOf = (name: string) => join(workspace.folder, name);
    const whole = sockspec([...plan, "--output", outputOf("whole")]);
    const argsOf = (number: number) => [
      ...[...plan, "--shard", `${number}/${shards}`],
      ...["--output", outputOf(`shard-${number}`)],
    ];
    const killed = 3;
    await killInTheMiddle(argsOf(killed), outputOf(`shard-${killed}`));
    const others: Finished[] = [];
    for (const pair of [[1, 2], [4, 5], [6, 7], [8]]) {
      others.push(...(await Promise.all(pair.map((number) => sockspec(argsOf(number))))));
    }
    expect((await whole).status).toBe(1);
    expect(others.filter(({ status }) => status !== 0 && status !== 1)).toEqual([]);
    const outputs = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => outputOf(`shard-${number}`));
    const merged = outputOf("merged");

    const refused = await sockspec(["merge", ...outputs, "--output", merged]);
    expect(refused.stderr).toContain("3/8: the run was cut off before its end. Finish it: ");
    expect(refused.stderr).toContain(`run --resume ${folderIn(outputOf("shard-3"))}`);
    expect(refused.status).toBe(3);
    const allowed = ["--allow-missing", "--output", outputOf("allowed")];
    const partial = await sockspec(["merge", ...outputs, ...allowed]);
    expect(partial.stderr).toMatch(/\d+ cases were not run/);
    expect(partial.status).toBe(1);

    // As on another machine: from a copy of its folder, without what else was there.
    const copy = join(workspace.folder, "copied", "shard");
    cpSync(folderIn(outputOf("shard-3")), copy, { recursive: true });
    const resumed = await sockspec(["run", "--resume", copy]);
    expect(resumed.stderr).toMatch(/Resuming \S+: [1-3] of 3 cases have finished/);
    const finished = [...outputs.filter((output) => !output.endsWith("shard-3")), copy];
    const complete = await sockspec(["merge", ...finished, "--output", merged]);
    expect(complete.stderr).toContain("Merged from 8 shards.");
    expect(complete.stderr).toContain("Shards that were resumed: 3/8.");
    expect(complete.stderr).toContain("exit status 1: 12 cases failed a MUST");
    expect(complete.status).toBe(1);
    const verdicts = verdictsOf(folderIn(merged));
    expect(verdicts).toHaveLength(24);
    expect(verdicts).toEqual(verdictsOf(folderIn(outputOf("whole"))));

    const diff = ["diff", folderIn(outputOf("whole")), folderIn(merged)];
    expect((await sockspec(diff)).status).toBe(0);
    const share = ["--threshold", "echo/basic:pass>=0.5", "--threshold", "length/zero:pass>=0.6"];
    const gated = await sockspec(["merge", ...finished, ...share, "--output", merged]);
    expect(gated.stderr).toContain("4 cases failed a MUST; 2 thresholds missed");
    const update = ["--baseline", join(workspace.folder, "baseline.json"), "--update-baseline"];
    const wholeOnly = await sockspec(["merge", ...finished, ...update, "--output", merged]);
    expect(wholeOnly.stderr).toContain("--update-baseline needs a complete run, but -t leaves");
  });
});

describe("one shard", () => {
  test("without cases passes, and says so on the terminal and in its journal", async () => {
    using workspace = makeWorkspace();
    const server = workspace.implementation("good", inlineServer("good", echoScript));
    const run = ["run", server, "-t", "echo/basic", "--lab", "loopback", "--shard", "2/2"];
    const { status, stdout, stderr } = await sockspec([...run, "--output", workspace.folder]);
    expect(stderr).toContain("Shard 2/2 has no cases: the plan has 1, which other shards play.");
    expect(stdout).toContain("exit status 0: as expected");
    expect(status).toBe(0);
    const { header, end } = readJournal(workspace.run());
    expect(header).toMatchObject({ plan: { cases: 1 }, shard: { number: 2, of: 2, cases: "" } });
    expect(end).toMatchObject({ interrupted: false, stopped: null });
    expect(readRun(workspace.run())).toMatchObject({ cases: [], notRun: [], stopped: null });
  });

  test("does not call a baseline stale: only all shards together show that", async () => {
    using workspace = makeWorkspace();
    const server = workspace.implementation("good", inlineServer("good", echoScript));
    const baseline = join(workspace.folder, "baseline.json");
    const entry = { implementation: "good", scenario: "echo/basic", check: "echoed" };
    const why = { observed: "nothing", reason: "It was broken once." };
    writeFileSync(baseline, JSON.stringify({ expectedFailures: [{ ...entry, ...why }] }));
    const run = ["run", server, "-t", "echo/basic", "--lab", "loopback", "--repeat-each", "2"];
    const outputs = [1, 2].map((number) => join(workspace.folder, `shard-${number}`));
    for (const [at, output] of outputs.entries()) {
      const shard = ["--shard", `${at + 1}/2`, "--baseline", baseline, "--output", output];
      expect((await sockspec([...run, ...shard])).status).toBe(0);
      expect(readRun(folderIn(output)).cases).toHaveLength(1);
    }
    const merge = ["merge", ...outputs, "--baseline", baseline, "--output", workspace.folder];
    const { status, stderr } = await sockspec(merge);
    expect(stderr).toContain("expected to fail, but passes. Remove the entry.");
    expect(status).toBe(1);
  });

  test.each<[string, readonly string[], RegExp]>([
    ["a part that is none", ["--shard", "9/8"], /Expected a part and the number of parts/],
    ["a word", ["--shard", "all"], /argument 'all' is invalid\. Expected a part/],
    [
      "durations without shards",
      ["--durations", "latest"],
      /expected --shard beside it, found none/,
    ],
    [
      "durations of no run",
      ["--shard", "1/2", "--durations", "nowhere"],
      /Expected a run's folder or its id/,
    ],
    [
      "a threshold",
      ["--shard", "1/2", "--threshold", "echo/basic:pass>=0.5"],
      /--threshold counts every repetition, and --shard leaves some out. Give it to sockspec merge/,
    ],
    [
      "an update of the baseline",
      ["--shard", "1/2", "--baseline", "b.json", "--update-baseline"],
      /--update-baseline needs a complete run, but --shard leaves cases out/,
    ],
  ])("is refused with %s", async (_, options, message) => {
    using workspace = makeWorkspace();
    const run = ["run", "cpp", "-t", "echo/basic", "--lab", "loopback", ...options];
    const { status, stderr } = await sockspec([...run, "--output", workspace.folder]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(readdirSync(workspace.folder)).toEqual([]);
  });
});

describe("shards by the durations of an earlier run", () => {
  test("are those of each other shard, and resumed without that run", async () => {
    using workspace = makeWorkspace();
    const plan = planOf(workspace, 1);
    const before = join(workspace.folder, "before");
    await sockspec([...plan, "--output", before]);
    const divide = async (number: number) => {
      const output = join(workspace.folder, `shard-${number}`);
      mkdirSync(output);
      const shard = ["--shard", `${number}/2`, "--durations", folderIn(before)];
      await sockspec([...plan, ...shard, "--output", output]);
      return folderIn(output);
    };
    const [one, two] = [await divide(1), await divide(2)];
    const [first, second] = [one, two].map((folder) => readJournal(folder).header.shard);
    expect(first?.division).toBe(second?.division);
    expect(readRun(one).cases.length + readRun(two).cases.length).toBe(6);
    const { stderr } = await sockspec(["run", "--resume", one, "--output", workspace.folder]);
    expect(stderr).toContain("Nothing is left to run");
    const merged = await sockspec(["merge", one, two, "--output", workspace.folder]);
    expect(merged.status).toBe(1);
    expect(verdictsOf(workspace.run())).toEqual(verdictsOf(folderIn(before)));
  });
});
