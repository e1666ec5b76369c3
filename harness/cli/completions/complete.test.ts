import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeProgram } from "../program/program.ts";
import { complete } from "./complete.ts";

/** @returns the words that a command line could go on with; an empty last word is not typed yet. */
async function words(line: string): Promise<readonly string[]> {
  const program = makeProgram(null, new AbortController().signal);
  const found = await complete(program, line.split(" "));
  return found.map(({ word }) => word);
}

test.each([
  { line: "", has: ["run", "list", "completions"], lacks: ["__complete", "cpp"] },
  { line: "ru", has: ["run"], lacks: ["list"] },
  { line: "run ", has: ["cpp", "node"], lacks: ["run", "lte"] },
  { line: "run --rep", has: ["--reporter", "--repeat-each"], lacks: ["--json"] },
  { line: "run --grep", has: [], lacks: ["--grep-invert"] },
  { line: "run -t echo/", has: ["echo/basic"], lacks: ["length/zero"] },
  { line: "run --grep-invert echo/", has: ["echo/basic"], lacks: [] },
  { line: "run -t !echo/", has: ["!echo/basic"], lacks: ["echo/basic"] },
  { line: "run -n clean,l", has: ["clean,lte"], lacks: ["lte", "clean,geo"] },
  { line: "run --network=l", has: ["--network=lte"], lacks: ["lte"] },
  { line: "run --network = l", has: ["lte"], lacks: ["--network=lte"] },
  { line: "run --network =", has: ["lte"], lacks: [] },
  { line: "run --lab ", has: ["netns", "loopback"], lacks: ["cpp"] },
  { line: "run --strict ", has: ["cpp"], lacks: [] },
  { line: "run --reporter line,ju", has: ["line,junit="], lacks: ["line,json="] },
  { line: "run --protocol ", has: ["framed", "resp"], lacks: [] },
  { line: "run --claim half", has: ["half-close"], lacks: [] },
  { line: "run --baseline ", has: [], lacks: ["cpp"] },
  { line: "run cpp -- ", has: [], lacks: ["cpp"] },
  { line: "bench -t ping", has: [], lacks: ["echo/basic"] },
  { line: "interop -t interop/", has: ["interop/half-close"], lacks: ["echo/basic"] },
  { line: "explain ", has: ["echo/basic", "interop/half-close"], lacks: [] },
  { line: "list ", has: ["networks"], lacks: ["cpp"] },
  { line: "list --role pro", has: ["proxy"], lacks: ["server"] },
  { line: "network ", has: ["prove"], lacks: ["lte"] },
  { line: "network prove lte ge", has: ["geo"], lacks: ["lte"] },
  { line: "ci ", has: ["github", "slurm", "kubernetes"], lacks: ["cpp"] },
  { line: "completions ", has: ["bash", "zsh", "fish"], lacks: [] },
  { line: "rum ", has: [], lacks: ["cpp"] },
])("sockspec $line| goes on with $has, and not with $lacks", async ({ line, has, lacks }) => {
  const found = await words(line);
  expect(found).toEqual(expect.arrayContaining(has));
  expect(found.filter((word) => lacks.includes(word))).toEqual([]);
  expect(has.length > 0 || !found.includes("")).toBe(true);
});

test("stored runs are offered, the latest first, from the folder that is named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-runs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const run of ["2026-01-02T00-00-00-aa", "2026-01-03T00-00-00-bb", "none"]) {
    mkdirSync(join(folder, run));
    writeFileSync(join(folder, run, run === "none" ? "a.txt" : "journal.jsonl"), "");
  }
  const latest = ["2026-01-03T00-00-00-bb", "2026-01-02T00-00-00-aa"];
  expect(await words(`report --output ${folder} `)).toEqual(latest);
  expect(await words(`run --output ${folder} --resume `)).toEqual(latest);
  expect(await words(`scoreboard --runs ${folder} 2026-01-02`)).toEqual(latest.slice(1));
  expect(await words(`ladder --output ${folder} ${latest[0]} `)).toEqual([]);
  expect(await words("report --output /no/where ")).toEqual([]);
});
