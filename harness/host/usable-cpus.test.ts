import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { runProgram } from "./run-program.ts";
import { parseCpuList, usableCpus } from "./usable-cpus.ts";

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
  const words = ["taskset", "--cpu-list", String(cpu), process.execPath, "--eval", script];
  const { stdout } = await runProgram(words, {
    environment: toolEnvironment(),
    timeoutMs: 10_000,
  });
  expect(JSON.parse(stdout)).toEqual([cpu]);
});
