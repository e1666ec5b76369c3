import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { comparisonDocumentSchema } from "../../report/comparison/document-schema.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const isDocument = new Ajv().compile(JSON.parse(comparisonDocumentSchema()));

/** Other tests run at the same time, and these measure nothing. */
const alone = ["--count-disturbed", "--no-yardsticks"];

describe("sockspec bench", () => {
  test("measures servers side by side, and stores what compare reads", async () => {
    using workspace = makeWorkspace();
    const output = ["--output", workspace.folder];
    const json = join(workspace.folder, "bench.json");
    const words = ["cpp", "cpp-threads", "-t", "throughput/pipelined", "--repeat-each", "2"];
    const html = join(workspace.folder, "bench.html");
    const reports = ["--json", json, "--reporter", `default,html=${html}`];
    const bench = await sockspec(["bench", ...words, ...alone, ...output, ...reports]);
    expect(bench.stderr).toBe("");
    expect(bench.status).toBe(0);
    expect(bench.stdout).toContain("throughput/pipelined on clean\n  messages a second\n");
    expect(bench.stdout).toContain("no difference can be shown with fewer than 4 repetitions");
    expect(bench.stdout).toContain("4 of 4 repetitions count");

    const document = JSON.parse(readFileSync(json, "utf8"));
    expect(isDocument(document), JSON.stringify(isDocument.errors)).toBe(true);
    const [rate] = document.figures;
    expect(rate).toMatchObject({
      measurement: "throughput/pipelined",
      figure: "rate",
      unit: "1/s",
    });
    expect(rate.implementations.map((each: { values: unknown[] }) => each.values.length)).toEqual([
      2, 2,
    ]);

    const [run = ""] = readdirSync(workspace.folder).filter((name) => /^\d{4}-/.test(name));
    const compared = await sockspec(["compare", run, ...output, "--json"]);
    expect(JSON.parse(compared.stdout)).toEqual(document);
    const table = await sockspec(["compare", run, ...output]);
    expect(bench.stdout.startsWith(table.stdout)).toBe(true);
    const report = await sockspec(["report", run, ...output]);
    expect(report.stdout.startsWith(table.stdout)).toBe(true);
    expect(readFileSync(html, "utf8")).toContain("2 implementations measured on clean");
    const csv = await sockspec(["compare", run, ...output, "--csv"]);
    expect(csv.stdout.split("\r\n")).toHaveLength(1 + 2 * 2 * 2 + 1);
  });

  test("measures a command beside named servers, and yardsticks behind both", async () => {
    using workspace = makeWorkspace();
    const words = ["-t", "latency/ping-pong", "--repeat-each", "1", "--count-disturbed"];
    const server = join(import.meta.dirname, "../../../impls/cpp/build/echo");
    const command = ["--", server, "server", "{host}", "{port}", "{maxFrame}"];
    const output = ["--output", workspace.folder, "--lab", "loopback", "--json", "-"];
    const { stdout, status } = await sockspec(["bench", "cpp", ...words, ...output, ...command]);
    expect(status).toBe(0);
    const [p50] = JSON.parse(stdout).figures;
    const named = p50.implementations.map(
      (each: { implementation: string; isYardstick: boolean }) =>
        `${each.implementation} ${each.isYardstick}`,
    );
    expect(named.slice(0, 2).sort()).toEqual(["cpp false", "echo false"]);
    expect(named.slice(2)).toContain("plain-echo true");
    expect(p50.implementations[0].ratio).toBeNull();
    expect(p50.implementations[2].difference).toBeNull();
  });

  test("says which repetitions do not count, and why, with status 1", async () => {
    using workspace = makeWorkspace();
    const faulty = join(import.meta.dirname, "../../../impls/faulty/javascript");
    const command = ["node", join(faulty, "server.ts"), "{host}", "{port}", "{maxFrame}"];
    const words = ["-t", "latency/ping-pong", "--repeat-each", "1", "--output", workspace.folder];
    const { stdout, status } = await sockspec([
      "bench",
      ...words,
      ...alone,
      "--",
      ...command,
      "greets",
    ]);
    expect(stdout).toContain("median: nothing was measured");
    expect(stdout).toContain("0 of 1 repetitions count");
    expect(stdout).toMatch(/latency\/ping-pong on clean, repetition 1: fail, .*bytes altered/);
    expect(status).toBe(1);
  });
});

describe("sockspec compare", () => {
  test("says that a run measured nothing, with status 2", async () => {
    using workspace = makeWorkspace();
    const output = ["--output", workspace.folder];
    await sockspec(["run", "cpp", "-t", "echo/basic", "--lab", "loopback", ...output]);
    const [run = ""] = readdirSync(workspace.folder);
    const { stderr, status } = await sockspec(["compare", run, ...output]);
    expect(stderr).toContain("Expected a run of sockspec bench, found");
    expect(status).toBe(2);
  });
});
