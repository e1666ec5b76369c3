import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parseCpuList, usableCpus } from "./usable-cpus.ts";

const run = promisify(execFile);

describe("a list of CPUs", () => {
  test.each<[string, readonly number[]]>([
    ["0", [0]],
    ["0-3", [0, 1, 2, 3]],
    ["0-1,4,6-7\n", [0, 1, 4, 6, 7]],
    ["", []],
    ["\n", []],
  ])("%j has %j", (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });
});

test("of a process that may run on one CPU alone, it is that one", async () => {
  const cpu = usableCpus().at(-1);
  const module = JSON.stringify(join(import.meta.dirname, "usable-cpus.ts"));
  const script = `import(${module}).then((it) => console.log(JSON.stringify(it.usableCpus())))`;
  const words = ["--cpu-list", String(cpu), process.execPath, "--eval", script];
  const { stdout } = await run("taskset", words);
  expect(JSON.parse(stdout)).toEqual([cpu]);
});
