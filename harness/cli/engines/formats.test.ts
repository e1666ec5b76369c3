import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { workflowErrors } from "../fixtures/parse-workflow.ts";
import { parseYaml } from "../fixtures/parse-yaml.ts";
import { engineFile } from "./fixtures/engine-file.ts";
import { kubernetesErrors } from "./fixtures/kubernetes-types.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { kubernetes } from "./kubernetes.ts";
import { parallel } from "./parallel.ts";
import { slurm } from "./slurm.ts";

const line = ["run", "-t", "echo/", "--strict", "--", "node", "server.mjs", "{port}", `\${{ x`];
const short = ["run", "-t", "echo/", "--", "node", "server.mjs", "{port}"];

test.each([
  { engine: github, lines: 60 },
  { engine: gitlab, lines: 50 },
  { engine: slurm, lines: 45 },
  { engine: parallel, lines: 40 },
  { engine: kubernetes, lines: 85 },
])("$engine.usualFile is short, and its lines are not long", ({ engine, lines }) => {
  const written = engineFile(engine, short).split("\n");
  expect(written.length).toBeLessThanOrEqual(lines);
  expect(written.filter((text) => text.length > 110)).toEqual([]);
});

describe("the workflow of GitHub", () => {
  const workflow = engineFile(github, line, { shards: 3 });

  test("is one to GitHub's own parser", async () => {
    expect(await workflowErrors(workflow)).toEqual([]);
  });

  test.each([
    ["fail-fast:", "fail_fast:"],
    ["fail-fast: false", "fail-fast: maybe"],
    ["needs: shard", "needs: shards"],
    ["matrix.shard }}", "matrix.shard + }}"],
    ["runs-on:", "run-on:"],
  ])("would be refused with a mistake in it: %s for %s", async (right, wrong) => {
    expect(workflow).toContain(right);
    expect(await workflowErrors(workflow.replace(right, wrong))).not.toEqual([]);
  });

  test("has a job for each shard, of which none ends another, and all upload", () => {
    expect(parseYaml(workflow)).toMatchObject({
      jobs: {
        shard: {
          strategy: { "fail-fast": false, matrix: { shard: [1, 2, 3] } },
          steps: expect.arrayContaining([
            expect.objectContaining({
              uses: "actions/upload-artifact@v4",
              if: `\${{ !cancelled() }}`,
            }),
          ]),
        },
        merge: { needs: "shard", if: `\${{ !cancelled() }}` },
      },
    });
  });

  test("gates, annotates and summarizes once, on the merged run", () => {
    const merge = /sockspec merge [^\n]*(\n[^\n]*)?/.exec(workflow)?.[0];
    expect(merge).toContain("--strict");
    expect(merge).toContain("--reporter default,github,junit=out/junit.xml,html=out/report.html");
    expect(workflow.match(/--reporter/g)).toHaveLength(1);
  });
});

test("the jobs of GitLab are parallel, keep what they did, and are merged whatever became of them", () => {
  expect(parseYaml(engineFile(gitlab, line, { shards: 5 }))).toMatchObject({
    "sockspec-shard": {
      parallel: 5,
      retry: { max: 2, when: ["runner_system_failure", "stuck_or_timeout_failure"] },
      artifacts: { when: "always", paths: ["shards"] },
    },
    sockspec: {
      needs: ["sockspec-shard"],
      when: "always",
      script: [expect.stringMatching(/^npx sockspec merge shards --output out\/runs /)],
      artifacts: { when: "always", reports: { junit: "out/junit.xml" } },
    },
  });
});

describe("the objects of Kubernetes", () => {
  const objects = (...words: readonly string[]) =>
    engineFile(kubernetes, words, { shards: 5, image: "registry:5000/echo:1" })
      .split(/^---$/m)
      .map(parseYaml) as readonly Record<string, unknown>[];
  const [claim, job, merge] = objects(...line);

  test("have the types of the API, which would find a mistake", () => {
    const broken = (right: string, wrong: string) => {
      const text = JSON.stringify(job);
      expect(text).toContain(right);
      return JSON.parse(text.replace(right, wrong)) as unknown;
    };
    const [ofClaim, ofJob, ofMerge, ...ofBroken] = kubernetesErrors([
      claim,
      job,
      merge,
      broken('"completionMode"', '"completionsMode"'),
      broken('"completions":5', '"completions":"5"'),
      broken('"mountPath"', '"path"'),
      broken('"args":[', '"args":[1,'),
      broken('"image":"registry:5000/echo:1",', '"images":[],'),
    ]);
    expect([ofClaim, ofJob, ofMerge]).toEqual([[], [], []]);
    expect(ofBroken).toHaveLength(5);
    for (const errors of ofBroken) {
      expect(errors).not.toEqual([]);
    }
  });

  test("are an Indexed Job that replaces pods, and a Job, with one volume of many nodes", () => {
    const image = { image: "registry:5000/echo:1" };
    const template = {
      spec: {
        containers: [expect.objectContaining(image)],
        volumes: [{ name: "runs", persistentVolumeClaim: { claimName: "sockspec" } }],
      },
    };
    expect(claim).toMatchObject({
      metadata: { name: "sockspec" },
      spec: { accessModes: ["ReadWriteMany"] },
    });
    const spec = { completionMode: "Indexed", completions: 5, parallelism: 5, template };
    expect(job).toMatchObject({ spec: { ...spec, backoffLimitPerIndex: 3 } });
    expect(merge).toMatchObject({ spec: { backoffLimit: 0, template } });
  });

  test.each([
    { words: ["run", "cpp"], isPrivileged: true },
    { words: ["run", "cpp", "--kernel", "guest"], isPrivileged: false },
    { words: ["run", "cpp", "--lab=loopback"], isPrivileged: false },
  ])("are privileged only where the lab makes namespaces: $words", ({ words, isPrivileged }) => {
    expect(JSON.stringify(objects(...words)).includes('"privileged":true')).toBe(isPrivileged);
  });
});

test.each([slurm, parallel])("$usualFile is a script of any POSIX shell", (engine) => {
  const { status, stderr } = spawnSync("sh", ["-n"], {
    input: engineFile(engine, line),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
