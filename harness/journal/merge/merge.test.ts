import { execFileSync } from "node:child_process";
import {
  cpSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeShardRuns, type ShardRuns } from "../fixtures/shard-runs.ts";
import type { RunHeader } from "../header.ts";
import { readJournal } from "../read.ts";
import { readRun } from "../read-run.ts";
import { journalFile } from "../write.ts";
import { mergeRuns } from "./merge.ts";

const { signal } = new AbortController();

function merge(runs: ShardRuns, words: readonly string[], allowMissing = false): Promise<string> {
  return mergeRuns(words, {
    output: runs.output(),
    allowMissing,
    signal,
    resumeCommand: ({ folder }) => `Finish it: resume ${basename(folder)}`,
  });
}

/** All files of a folder, by their path. */
function contentOf(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(
    paths.map((path) => [path.slice(folder.length), readFileSync(path, "latin1")] as const),
  );
}

/** What does not depend on where a case was played. */
function resultsOf(folder: string) {
  return readRun(folder).cases.map(({ session: _, ...result }) => result);
}

describe("merged shards", () => {
  test("are the run that would have played all of it", async () => {
    using runs = makeShardRuns({ cases: 40, of: 5 });
    const merged = await merge(runs, runs.folders);
    expect(resultsOf(merged)).toEqual(resultsOf(runs.whole));
    const run = readRun(merged);
    expect(run).toMatchObject({ interrupted: false, stopped: null, notRun: [], wallMs: 1008 });
    expect(run.header.plan).toEqual(readRun(runs.whole).header.plan);
    expect(run.header.shard).toBeUndefined();
    expect(run.header.command).toEqual(["run", "cpp"]);
    expect(run.header.asked?.options).toEqual({});
    expect(run.cases.every(({ history }) => existsSync(join(merged, history ?? "")))).toBe(true);
  });

  test("number their lab sessions anew, without gaps, each with its own cases", async () => {
    using runs = makeShardRuns({ cases: 40, of: 5 });
    const { cases, sessions } = readJournal(await merge(runs, runs.folders));
    expect(sessions.map(({ session }) => session)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const shards = Map.groupBy(
      cases.filter(({ session }) => session !== null),
      ({ session }) => session,
    );
    for (const own of shards.values()) {
      expect(new Set(own.map(({ index }) => index % 5)).size).toBe(1);
    }
    expect(sessions.map(({ durationMs }) => durationMs)).toEqual(
      [1, 2, 3, 4, 5].flatMap(() => [200, 500]),
    );
  });

  test("give the same bytes in any order, at once or some of them before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          cases: fc.integer({ min: 1, max: 30 }),
          of: fc.integer({ min: 2, max: 6 }),
          assigned: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
          order: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
          first: fc.integer({ min: 1, max: 5 }),
        }),
        async ({ cases, of, assigned, order, first }) => {
          const shardOf = (index: number) => ((assigned[index] ?? 0) % of) + 1;
          using runs = makeShardRuns({ cases, of, shardOf });
          const expected = contentOf(await merge(runs, runs.folders));
          const shuffled = runs.folders
            .map((folder, at) => ({ folder, key: order[at] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ folder }) => folder);
          expect(contentOf(await merge(runs, shuffled))).toEqual(expected);
          const some = await merge(runs, shuffled.slice(0, first), true);
          const rest = shuffled.slice(first);
          const others = rest.length > 1 ? [await merge(runs, rest, true)] : rest;
          expect(contentOf(await merge(runs, [...others, some]))).toEqual(expected);
          expect(resultsOf(await merge(runs, shuffled))).toEqual(resultsOf(runs.whole));
        },
      ),
      { numRuns: 30 },
    );
  });

  test("of an empty shard are the others", async () => {
    using runs = makeShardRuns({ cases: 4, of: 6 });
    expect(resultsOf(await merge(runs, runs.folders))).toEqual(resultsOf(runs.whole));
  });

  test("bring jobs and output of guests into a folder for each shard", async () => {
    using runs = makeShardRuns({ cases: 2, of: 2 });
    for (const [at, folder] of runs.folders.entries()) {
      mkdirSync(join(folder, "virtual"));
      mkdirSync(join(folder, "guests", "1"), { recursive: true });
      writeFileSync(join(folder, "virtual", "1.json"), `job ${at}`);
      writeFileSync(join(folder, "guests", "1", "console.log"), `console ${at}`);
      writeFileSync(join(folder, "guests", "1", "job.json"), "secret");
      writeFileSync(join(folder, "report.html"), "of a shard");
      const virtual = { digest: null, job: "virtual/1.json" };
      const lines = readFileSync(journalFile(folder), "utf8").split("\n");
      const changed = lines.map((line) =>
        line.startsWith('{"type":"case"')
          ? JSON.stringify({ ...(JSON.parse(line) as object), virtual })
          : line,
      );
      writeFileSync(journalFile(folder), changed.join("\n"));
    }
    const [first = "", second = ""] = runs.folders;
    const part = await merge(runs, [second], true);
    const merged = await merge(runs, [part, first]);
    const jobs = readRun(merged).cases.map(({ virtual }) => virtual?.job ?? "");
    expect([...new Set(jobs)]).toEqual(["shards/1/virtual/1.json", "shards/2/virtual/1.json"]);
    const read = (path: string) => readFileSync(join(merged, path), "utf8");
    expect(jobs.map(read)).toEqual(jobs.map((_, at) => (at < jobs.length - 1 ? "job 0" : "job 1")));
    expect(read("shards/2/guests/1/console.log")).toBe("console 1");
    const files = [...contentOf(merged).keys()];
    expect(files.filter((path) => /report\.html|job\.json/.test(path))).toEqual([]);
  });

  test("come in folders of runs and in tarballs, too", async () => {
    using runs = makeShardRuns({ cases: 12, of: 4 });
    const [one = "", two = "", three = "", four = ""] = runs.folders;
    const artifacts = join(runs.output(), "artifacts");
    mkdirSync(join(artifacts, "shard-1", "results", "runs"), { recursive: true });
    cpSync(one, join(artifacts, "shard-1", "results", "runs", basename(one)), { recursive: true });
    const tar = (folder: string) =>
      execFileSync("tar", ["--create", basename(folder)], { cwd: runs.folder });
    writeFileSync(join(artifacts, "shard-2.tar"), tar(two));
    writeFileSync(join(artifacts, "shard-3.tgz"), gzipSync(tar(three)));
    const plain = join(runs.output(), "four.tar");
    writeFileSync(plain, tar(four));
    const zst = join(runs.output(), "four.tar.zst");
    await pipeline(createReadStream(plain), createZstdCompress(), createWriteStream(zst));
    const merged = await merge(runs, [zst, artifacts]);
    expect(contentOf(merged)).toEqual(contentOf(await merge(runs, runs.folders)));
  });

  test("are merged once: the same again is the same run", async () => {
    using runs = makeShardRuns({ cases: 4, of: 2 });
    const output = runs.output();
    const options = { output, signal, allowMissing: false, resumeCommand: () => "" };
    const folder = await mergeRuns(runs.folders, options);
    expect(await mergeRuns(runs.folders.toReversed(), options)).toBe(folder);
    expect(readdirSync(output)).toEqual([basename(folder)]);
    writeFileSync(journalFile(folder), "changed\n");
    await expect(mergeRuns(runs.folders, options)).rejects.toThrow(/found another/);
    expect(readdirSync(output)).toEqual([basename(folder)]);
  });
});

describe("what is missing", () => {
  test("is refused, with what finishes it", async () => {
    using runs = makeShardRuns({ cases: 40, of: 5, cutOff: new Map([[2, 3]]) });
    const [one = "", two = "", , four = ""] = runs.folders;
    await expect(merge(runs, [one, two, four])).rejects.toMatchObject({
      code: "SHARDS_INCOMPLETE",
      message:
        "Expected all 5 shards, finished:\n" +
        "  missing: 3/5, 5/5\n" +
        "  2/5: the run was cut off before its end. Finish it: resume run-of-2\n" +
        "Finish them, or merge what there is with --allow-missing: the rest is then inconclusive.",
    });
  });

  test("is inconclusive where that is allowed, each case with the reason of its shard", async () => {
    using runs = makeShardRuns({ cases: 40, of: 5, cutOff: new Map([[2, 3]]) });
    const [one = "", two = "", three = "", four = ""] = runs.folders;
    const run = readRun(await merge(runs, [one, two, three, four], true));
    expect(run.stopped).toBe("shard 5/5 is missing; shard 2/5: the run was cut off before its end");
    expect(run.notRun).toHaveLength(13);
    expect(run.notRun.every(({ verdict }) => verdict === "inconclusive")).toBe(true);
    const reasons = Map.groupBy(run.notRun, ({ index }) => (index % 5) + 1);
    expect(
      [...reasons].map(([shard, own]) => [shard, new Set(own.map(({ reason }) => reason))]),
    ).toEqual([
      [2, new Set(["not run: shard 2/5: the run was cut off before its end"])],
      [5, new Set(["not run: shard 5/5 is missing"])],
    ]);
  });
});

describe("what does not fit together is refused:", () => {
  const changed = (change: (header: RunHeader) => RunHeader) => ({
    change: (header: RunHeader, shard: number) => (shard === 2 ? change(header) : header),
  });

  test.each<[string, (header: RunHeader) => RunHeader, RegExp]>([
    ["another seed", (header) => ({ ...header, seed: 2 }), /The seed is 1, and 2\./],
    [
      "another version of sockspec",
      (header) => ({ ...header, versions: { ...header.versions, sockspec: "9.9.9" } }),
      /sockspec was 0\.1\.0, and is 9\.9\.9\./,
    ],
    [
      "another scenario",
      (header) => ({ ...header, plan: { ...plan(header), scenarios: { "echo/basic": "x" } } }),
      /Scenarios new: echo\/basic\./,
    ],
    [
      "other cases",
      (header) => ({ ...header, plan: { ...plan(header), order: "x" } }),
      /Their cases differ, or what their machines can play\./,
    ],
    [
      "another number of shards",
      (header) => ({ ...header, shard: { ...shard(header), of: 7 } }),
      /divided into 3 shards, and into 7/,
    ],
    [
      "another division",
      (header) => ({ ...header, shard: { ...shard(header), division: "x" } }),
      /divided differently: give all shards the same --durations/,
    ],
  ])("%s", async (_, change, message) => {
    using runs = makeShardRuns({ cases: 9, of: 3, ...changed(change) });
    await expect(merge(runs, runs.folders)).rejects.toMatchObject({
      code: "SHARDS_DO_NOT_FIT",
      message: expect.stringMatching(message) as string,
    });
    await expect(merge(runs, runs.folders, true)).rejects.toThrow(message);
  });

  test("a shard that is there twice", async () => {
    using runs = makeShardRuns({ cases: 9, of: 3 });
    const part = await merge(runs, runs.folders.slice(0, 2), true);
    await expect(merge(runs, [part, ...runs.folders.slice(1)], true)).rejects.toMatchObject({
      code: "SHARDS_DO_NOT_FIT",
      message: expect.stringContaining("Shards are there twice:\n  2/3: ") as string,
    });
  });

  test("a run of a whole plan, and what is no run", async () => {
    using runs = makeShardRuns({ cases: 9, of: 3 });
    await expect(merge(runs, [runs.whole])).rejects.toThrow(/expected a shard, found a run/);
    await expect(merge(runs, [runs.output()])).rejects.toThrow(/expected runs in it/);
    await expect(merge(runs, ["/nowhere"])).rejects.toThrow(/found nothing at \/nowhere/);
    await expect(merge(runs, [import.meta.filename])).rejects.toThrow(/ends in \.tar/);
    const damaged = join(runs.output(), "damaged.tar.gz");
    writeFileSync(damaged, "no gzip");
    await expect(merge(runs, [damaged])).rejects.toThrow(/damaged\.tar\.gz cannot be unpacked/);
  });

  test("a case of another shard, or one that is there twice", async () => {
    using runs = makeShardRuns({ cases: 9, of: 3 });
    const [one = "", two = ""] = runs.folders;
    const lines = readFileSync(journalFile(one), "utf8").split("\n");
    const [foreign = ""] = readFileSync(journalFile(two), "utf8").split("\n").slice(1, 2);
    writeFileSync(journalFile(one), [lines[0], foreign, ...lines.slice(1)].join("\n"));
    await expect(merge(runs, runs.folders)).rejects.toThrow(/line 2, index: expected a place/);
    writeFileSync(journalFile(one), [lines[0], lines[1], ...lines.slice(1)].join("\n"));
    await expect(merge(runs, runs.folders)).rejects.toThrow(/expected each case once/);
  });

  test("files whose names lead out of a tarball", async () => {
    using runs = makeShardRuns({ cases: 2, of: 2 });
    const archive = join(runs.output(), "evil.tar");
    const [one = ""] = runs.folders;
    const words = ["--create", "--file", archive, "--absolute-names", journalFile(one)];
    execFileSync("tar", words, { stdio: "ignore" });
    await expect(merge(runs, [archive])).rejects.toThrow(/expected names inside the archive/);
  });
});

function plan(header: RunHeader): NonNullable<RunHeader["plan"]> {
  return header.plan as NonNullable<RunHeader["plan"]>;
}

function shard(header: RunHeader): NonNullable<RunHeader["shard"]> {
  return header.shard as NonNullable<RunHeader["shard"]>;
}
