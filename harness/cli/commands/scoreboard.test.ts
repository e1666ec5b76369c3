import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const files = ["README.md", "index.html", "scoreboard.json", "scoreboard.svg"];
const runs = mkdtempSync(join(tmpdir(), "sockspec-runs-"));
const target = mkdtempSync(join(tmpdir(), "sockspec-board-"));
let run = "";

function publish(output: string, ...words: readonly string[]) {
  return sockspec(["scoreboard", ...words, "--runs", runs, "--output", output]);
}

const read = (output: string) => files.map((name) => readFileSync(join(output, name), "utf8"));

beforeAll(async () => {
  const selected = ["run", "cpp", "node", "--lab", "loopback", "-t", "echo/basic"];
  await sockspec([...selected, "--output", runs, "--reporter", "silent"]);
  run = readdirSync(runs)[0] ?? "";
});

afterAll(() => {
  for (const folder of [runs, target]) {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("sockspec scoreboard", () => {
  test("refuses a filtered run, says what to do, and writes nothing", async () => {
    const output = join(target, "none");
    const { status, stderr } = await publish(output, run);
    expect(stderr).toMatch(/scoreboard would be incomplete:\n {2}Run .* filtered with --scenario/);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
    expect(existsSync(output)).toBe(false);
  });

  test("with --partial makes the four files, which say so, and the same ones again", async () => {
    const [first, second] = [join(target, "first"), join(target, "second")];
    const { status, stdout } = await publish(first, run, "--partial");
    expect(stdout).toBe(`scoreboard in ${first}: ${written} (partial)\n`);
    expect(status).toBe(0);
    await publish(second, join(runs, run), "--partial");
    expect(readdirSync(first).sort()).toEqual(files);
    expect(read(second)).toEqual(read(first));
    const [page, html, json, svg] = read(first);
    expect(page).toContain("This is a partial scoreboard");
    expect(html).toContain("cpp");
    expect(JSON.parse(json ?? "")).toMatchObject({
      schemaVersion: 1,
      implementations: [
        { name: "cpp", overall: { letter: "A" }, failures: [], undecided: [] },
        { name: "node", version: process.version, overall: { letter: "A" } },
      ],
    });
    const lint = spawnSync("xmllint", ["--noout", "-"], { input: svg });
    expect(lint.status).toBe(0);
  });

  test("makes one that is whole of a run that was not filtered", async () => {
    using own = makeWorkspace();
    const lines = readFileSync(join(runs, run, "journal.jsonl"), "utf8").split("\n");
    const header = JSON.parse(lines[0] ?? "");
    expect(header.asked.options.scenario).toEqual(["echo/basic"]);
    // A whole run takes minutes: this one is taken for one by what it says that it was asked for.
    delete header.asked.options.scenario;
    const whole = [JSON.stringify(header), ...lines.slice(1)].join("\n");
    writeFileSync(join(own.folder, "journal.jsonl"), whole);
    const output = join(target, "whole");
    const { status, stdout, stderr } = await publish(output, own.folder);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toBe(`scoreboard in ${output}: ${written}\n`);
    expect(read(output).slice(0, 1).join("")).not.toContain("partial");
  });

  describe("with a measured run", () => {
    const measuredRuns = mkdtempSync(join(tmpdir(), "sockspec-measured-"));
    let measured = "";

    beforeAll(async () => {
      const selected = ["bench", "cpp", "--lab", "loopback", "-t", "ping-pong", "--no-yardsticks"];
      // Other tests run beside this one.
      const counting = ["--count-disturbed", "--output", measuredRuns];
      const { status, stderr } = await sockspec([...selected, ...counting]);
      expect(status, stderr).toBe(0);
      measured = join(measuredRuns, readdirSync(measuredRuns)[0] ?? "");
    });

    afterAll(() => rmSync(measuredRuns, { recursive: true, force: true }));

    test("the page shows what it measured, with its plots beside it", async () => {
      const output = join(target, "measured");
      const { status, stderr } = await publish(output, run, measured, "--partial");
      expect(stderr).toBe("");
      expect(status).toBe(0);
      const page = readFileSync(join(output, "README.md"), "utf8");
      expect(page).toContain("## How fast they are");
      expect(page).toContain("](latency-ping-pong-on-clean.svg)");
      const svg = readFileSync(join(output, "latency-ping-pong-on-clean.svg"), "utf8");
      expect(spawnSync("xmllint", ["--noout", "-"], { input: svg }).status).toBe(0);
      expect(readFileSync(join(output, "comparison.csv"), "utf8")).toContain("cpp,1,");
    });

    test("it is not published alone", async () => {
      const alone = await publish(join(target, "none"), measured);
      expect(alone.stderr).toContain(
        "Expected a run that was graded, by sockspec run, found none.",
      );
      expect(alone.status).toBe(2);
    });
  });

  test.each([
    { what: "a run that does not exist", words: ["none"], message: /Expected a run's folder/ },
    {
      what: "an option that does not exist",
      words: ["--force"],
      message: /unknown option '--force'/,
    },
  ])("refuses $what with status 2", async ({ words, message }) => {
    const { status, stderr } = await publish(join(target, "none"), ...words);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test("refuses a folder that cannot be written to", async () => {
    const { status, stderr } = await publish("/proc/none", run, "--partial");
    expect(stderr).toMatch(
      /Expected to write \/proc\/none\/README\.md: ENOENT, .*\. Give --output/,
    );
    expect(status).toBe(2);
  });
});

const written = "README.md, scoreboard.json, scoreboard.svg, index.html";
