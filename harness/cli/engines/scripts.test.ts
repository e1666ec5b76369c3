import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseYaml } from "../fixtures/parse-yaml.ts";
import type { Engine } from "./engine.ts";
import { engineFile } from "./fixtures/engine-file.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { kubernetes } from "./kubernetes.ts";
import { parallel } from "./parallel.ts";
import { slurm } from "./slurm.ts";

/** How an engine starts shard 3 of 8, as far as a test can do that. */
interface Player {
  readonly engine: Engine;
  /** The shell's words, in a folder that has the file's text. */
  words(text: string, folder: string): readonly string[];
  /** Where it plays the shard, below that folder. */
  readonly out: string;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Step {
  readonly run?: string;
}

const players: readonly Player[] = [
  {
    engine: github,
    words(text) {
      const { jobs } = parseYaml(text) as { jobs: { shard: { steps: readonly Step[] } } };
      const step = jobs.shard.steps.find(({ run }) => run?.includes("npx"));
      return ["bash", "--norc", "-e", "-c", evaluated(step?.run ?? "")];
    },
    out: "out",
  },
  {
    engine: gitlab,
    words(text) {
      const jobs = parseYaml(text) as { "sockspec-shard": { script: readonly string[] } };
      return ["bash", "--norc", "-e", "-c", jobs["sockspec-shard"].script.join("\n")];
    },
    out: "shards/3",
    environment: { CI_NODE_INDEX: "3", CI_NODE_TOTAL: "8" },
  },
  {
    engine: slurm,
    words: (text, folder) => ["sh", scriptIn(folder, text), "--shard", "my runs"],
    out: "my runs/shards/3",
    environment: { SLURM_ARRAY_TASK_ID: "3", SLURM_JOB_ID: "77" },
  },
  {
    engine: parallel,
    words: (text, folder) => ["sh", scriptIn(folder, text), "--shard", "3", "my runs"],
    out: "my runs/shards/3",
  },
  {
    engine: kubernetes,
    words(text, folder) {
      const [, job = ""] = text.split(/^---$/m);
      const { spec } = parseYaml(job) as {
        spec: { template: { spec: { containers: readonly { args: readonly string[] }[] } } };
      };
      const script = spec.template.spec.containers[0]?.args[0] ?? "";
      return ["sh", "-c", expanded(script).replaceAll("/runs", join(folder, "runs"))];
    },
    out: "runs/shards/3",
    environment: { JOB_COMPLETION_INDEX: "2" },
  },
];

const resuming = players.filter(({ engine }) => engine !== github && engine !== gitlab);

/** As GitHub evaluates a script, as far as these files go. */
function evaluated(script: string): string {
  return script
    .replaceAll(`\${{ matrix.shard }}`, "3")
    .replaceAll(`\${{ strategy.job-total }}`, "8")
    .replaceAll(`\${{ '\${{' }}`, `\${{`);
}

/** As Kubernetes expands an argument, in a container that has this variable. */
function expanded(script: string): string {
  return script.replaceAll(/\$\$|\$\(JOB_COMPLETION_INDEX\)/g, (found) =>
    found === "$$" ? "$" : "2",
  );
}

function scriptIn(folder: string, text: string): string {
  writeFileSync(join(folder, "script.sh"), text);
  return "script.sh";
}

/** Notes the words that it is started with, and ends with $STATUS. */
const fake = `#!/bin/sh
for word in "$(basename "$0")" "$@"; do printf '%s\\0' "$word" >>"$CALLS"; done
printf '\\n\\0' >>"$CALLS"
[ "$(basename "$0")" = scontrol ] || exit "$STATUS"
`;

interface Played {
  readonly status: number | null;
  /** The commands that were started, by words. */
  readonly calls: readonly (readonly string[])[];
  readonly folder: string;
}

function play(
  player: Player,
  line: readonly string[],
  given: { readonly status?: number; readonly journal?: string } = {},
): Played {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-engine-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["npx", "sockspec", "scontrol"]) {
    writeFileSync(join(folder, name), fake, { mode: 0o755 });
  }
  if (given.journal !== undefined) {
    const run = join(folder, player.out, "2026-01-02T00-00-00-aa");
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, "journal.jsonl"), given.journal);
  }
  const calls = join(folder, "calls");
  const [program = "", ...words] = player.words(engineFile(player.engine, line), folder);
  const { status, stderr } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...player.environment,
      PATH: `${folder}:${process.env["PATH"]}`,
      CALLS: calls,
      STATUS: String(given.status ?? 0),
    },
  });
  expect(stderr).toBe("");
  const noted = readFileSync(calls, "utf8").split("\n\0").slice(0, -1);
  return {
    status,
    calls: noted.map((call) => call.split("\0").slice(0, -1)),
    folder,
  };
}

const named = (all: readonly Player[]) =>
  all.map((player) => [player.engine.usualFile, player] as const);

const hostile = [
  "my server.mjs",
  "{port}",
  ..."{} {1} {#} $HOME $(id) $$ $$(id) $(JOB_COMPLETION_INDEX) `id` ' \" \\ * # ! %a & ; : - -- é".split(
    " ",
  ),
  `\${{ github.token }}`,
  "a\nb\n\n  c",
  "a\tb",
  "",
  " ",
  ": x",
];

describe.each(named(players))("%s", (_, player) => {
  test("plays shard 3 of 8, and hands on each word as it was typed", () => {
    const typed = ["run", "my name", "-t", "!*it's*", "--jobs=2"];
    const { calls, status } = play(player, [...typed, "--", ...hostile]);
    const [[program, ...words] = [], ...others] = calls;
    const [first, ...rest] = program === "npx" ? words : [program, ...words];
    const output = rest[rest.indexOf("--output") + 1] ?? "";
    expect(first).toBe("sockspec");
    expect(output.endsWith(player.out)).toBe(true);
    expect(rest).toEqual([...typed, "--shard", "3/8", "--output", output, "--", ...hostile]);
    expect(others).toEqual([]);
    expect(status).toBe(0);
  });

  test.each([
    { status: 0, ends: 0 },
    { status: 1, ends: 0 },
    { status: 3, ends: 0 },
    { status: 2, ends: "otherwise" },
    { status: 4, ends: "otherwise" },
    { status: 130, ends: "otherwise" },
    { status: 137, ends: "otherwise" },
  ])("passes on a verdict, and fails where it has none: $status", ({ status, ends }) => {
    const played = play(player, ["run", "cpp"], { status });
    expect(played.status === 0 ? 0 : "otherwise").toBe(ends);
  });
});

describe.each(named(resuming))("%s", (_, player) => {
  test("resumes what was cut off, with the options that no journal keeps", () => {
    const line = ["run", "cpp", "-t", "echo/", "--case-timeout", "9s", "--baseline", "b.json"];
    const { calls } = play(player, line, { journal: "{}\n" });
    const words = calls[0]?.slice(calls[0].indexOf("run")) ?? [];
    const kept = ["run", "--case-timeout", "9s", "--baseline", "b.json"];
    expect(words.slice(0, -1)).toEqual([...kept, "--resume", "latest", "--output"]);
    expect(words.at(-1)).toMatch(new RegExp(`${player.out}$`));
  });

  test.each([
    { what: "a run without a header", line: ["run", "cpp"], journal: "" },
    { what: "a measurement, which cannot be resumed", line: ["bench", "cpp"], journal: "{}\n" },
  ])("begins anew with $what", ({ line, journal }) => {
    const { calls, folder } = play(player, line, { journal });
    expect(calls[0]).toEqual(expect.arrayContaining([...line, "--shard", "3/8"]));
    expect(existsSync(join(folder, player.out))).toBe(false);
  });
});

describe("the Slurm script", () => {
  const player = players[2] as Player;
  const requeue = ["scontrol", "requeue", "77"];

  test.each([
    { status: 137, restarts: "0", isQueued: true },
    { status: 137, restarts: "3", isQueued: false },
    { status: 2, restarts: "0", isQueued: false },
    { status: 1, restarts: "0", isQueued: false },
  ])("queues a task again after a signal, three times: $status after $restarts restarts", (row) => {
    const { status, restarts, isQueued } = row;
    const environment = { ...player.environment, SLURM_RESTART_COUNT: restarts };
    const { calls } = play({ ...player, environment }, ["run", "cpp"], { status });
    expect(calls.slice(1)).toEqual(isQueued ? [requeue] : []);
  });
});

test("a pod of Kubernetes marks its shard as played only where it has verdicts", () => {
  const player = players[4] as Player;
  const marked = (status: number) => {
    const { folder } = play(player, ["run", "cpp"], { status });
    return existsSync(join(folder, "runs/done/3"));
  };
  expect([0, 1, 3, 2, 137].map(marked)).toEqual([true, true, true, false, false]);
});
