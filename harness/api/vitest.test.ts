import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { echoScript, greeterScript } from "../cli/fixtures/sockspec.ts";
import {
  isServerAlive,
  makeTestProject,
  processesIn,
  type TestProject,
  vitest,
} from "./fixtures/test-project.ts";

interface JsonTest {
  readonly fullName: string;
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
  readonly meta: { readonly sockspec?: { readonly scenario: string; readonly check: string } };
}

/** A test file that grades a server which Node runs from a word on its command line. */
function grading(name: string, script: string, more: object = {}): string {
  const options = { name, command: [process.execPath, "-e", script, "{port}"], lab: "loopback" };
  return `import { gradeServer } from "sockspec/vitest";
gradeServer(${JSON.stringify({ ...options, protocol: "stream", select: "echo/basic", ...more })});
`;
}

async function runJson(tests: TestProject, words: readonly string[] = []) {
  const file = join(tests.folder, "out.json");
  const reporters = ["--reporter=json", "--reporter=verbose", `--outputFile.json=${file}`];
  const { status, output } = await tests.run([...vitest, "run", ...reporters, ...words]);
  const { testResults } = JSON.parse(readFileSync(file, "utf8")) as {
    testResults: readonly { message: string; assertionResults: readonly JsonTest[] }[];
  };
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return { status, output, all, messages: testResults.map(({ message }) => message) };
}

type Results = Awaited<ReturnType<typeof runJson>>;

describe("tests of Vitest", () => {
  let tests: TestProject;
  let results: Results;
  const named = (server: string) =>
    results.all.filter(({ fullName }) => fullName.startsWith(`${server} `));

  beforeAll(async () => {
    tests = makeTestProject();
    tests.write("good.test.ts", grading("good", echoScript));
    tests.write("bad.test.ts", grading("bad", greeterScript));
    const missing = "console.log('out of luck'); process.exit(5)";
    tests.write("gone.test.ts", grading("gone", missing, { select: ["echo/", "stream/"] }));
    const unclaimed = { claims: [], select: ["echo/basic", "close/half-close-drain"] };
    tests.write("poor.test.ts", grading("poor", echoScript, unclaimed));
    results = await runJson(tests);
  });
  afterAll(() => tests[Symbol.dispose]());

  test("are named after implementation, network, area, scenario, check and requirement", () => {
    const names = named("good").map(({ fullName }) => fullName);
    expect(names).toContain(
      "good on clean echo echo/basic echoed: A message comes back unchanged.",
    );
    expect(named("good")[0]?.meta.sockspec).toMatchObject({
      scenario: "echo/basic",
      check: "echoed",
    });
  });

  test("pass where the requirement holds, and fail where it does not, with the screen of the failure", () => {
    expect(new Set(named("good").map(({ status }) => status))).toEqual(new Set(["passed"]));
    const failed = named("bad").filter(({ status }) => status === "failed");
    expect(failed.map(({ meta }) => meta.sockspec?.check)).toContain("nothing-beyond");
    expect(failed.length).toBeLessThan(named("bad").length);
    const [message = ""] = failed[0]?.failureMessages ?? [];
    expect(message).toContain("✗ bad · echo/basic");
    expect(message).toMatch(/MUST nothing-beyond .+\n +source .+\n +expected .+\n +observed /);
    expect(message).toMatch(/timeline\n[\s\S]+ repeat .* run -t echo\/basic --lab loopback/);
    expect(message).not.toMatch(/\n +at /);
    expect(results.output).toMatch(/report: results\/runs\/.*\/report\.html/);
    expect(results.status).toBe(1);
  });

  test("fail once for a server that does not start, and say what it printed", () => {
    const failed = named("gone").filter(({ status }) => status === "failed");
    expect(failed).toHaveLength(1);
    expect(failed[0]?.failureMessages[0]).toMatch(
      /No verdict: "gone" exited with status 5 before it started listening[\s\S]*out of luck/,
    );
    expect(named("gone").filter(({ status }) => status === "skipped").length).toBeGreaterThan(5);
    expect(results.output).toMatch(/\[as for echo\/basic echoed: No verdict: "gone" exited/);
  });

  test("are skipped with the reason where the implementation does not claim what they need", () => {
    const skipped = named("poor").filter(({ status }) => status === "skipped");
    expect(new Set(skipped.map(({ meta }) => meta.sockspec?.scenario))).toEqual(
      new Set(["close/half-close-drain"]),
    );
    expect(results.output).toMatch(/close\/half-close-drain drained: .* \[.*half-close.*\]/);
  });

  test("are played in one run for each call", () => {
    const runs = tests.played().toSorted((a, b) => a.length - b.length);
    const [ofGood, ofBad, ofPoor, ofGone, ...others] = runs;
    expect([ofGood, ofBad, ofPoor]).toEqual(Array(3).fill(["echo/basic"]));
    expect(ofGone).toContain("stream/all-values");
    expect(others).toEqual([]);
  });
});

describe("Vitest's own options", () => {
  const several = { select: ["echo/basic", "stream/all-values", "close/empty-connection"] };

  test("-t plays the scenarios of the tests that it selects, and no others", async () => {
    using tests = makeTestProject();
    tests.write("some.test.ts", grading("some", echoScript, several));
    const { all, status } = await runJson(tests, ["-t", "stream/all-values echoed"]);
    expect(tests.played()).toEqual([["stream/all-values"]]);
    expect(all.filter(({ status }) => status === "passed")).toHaveLength(1);
    expect(status).toBe(0);
  });

  test("--retry plays the scenario again", async () => {
    using tests = makeTestProject();
    const script = `
      const { existsSync, writeFileSync } = require("fs");
      const isFirst = !existsSync("played");
      writeFileSync("played", "");
      require("net").createServer((s) => {
        s.on("error", () => {}).pipe(s);
        if (isFirst) s.write("!");
      }).listen(process.argv[1], "0.0.0.0");`;
    tests.write("flaky.test.ts", grading("flaky", script));
    const { status } = await runJson(tests, ["-t", "nothing-beyond", "--retry=1"]);
    expect(tests.played()).toEqual([["echo/basic"], ["echo/basic"]]);
    expect(status).toBe(0);
  });

  test("the option shard plays a part of the scenarios, and the parts are all of them", async () => {
    using tests = makeTestProject();
    for (const shard of ["1/2", "2/2"]) {
      const name = `shard-${shard[0]}`;
      tests.write(`${name}.test.ts`, grading(name, echoScript, { ...several, shard }));
    }
    const { status } = await runJson(tests);
    const parts = tests.played();
    expect(parts.map(({ length }) => length).sort()).toEqual([1, 2]);
    expect(new Set(parts.flat())).toEqual(new Set(several.select));
    expect(status).toBe(0);
  });

  test("a timeout ends the run, and its server", async () => {
    using tests = makeTestProject();
    const script = 'fs.writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1e6)';
    tests.write("hung.test.ts", grading("hung", script, { testTimeoutMs: 3000 }));
    const { all, status } = await runJson(tests, ["-t", "echo/basic echoed"]);
    expect(all.find(({ status }) => status === "failed")?.failureMessages[0]).toContain(
      "timed out",
    );
    expect(status).toBe(1);
    await expect.poll(() => isServerAlive(tests)).toBe(false);
  });

  test("a Vitest that is killed leaves no server behind", async () => {
    using tests = makeTestProject();
    const script = `fs.writeFileSync("pid", String(process.pid)); ${echoScript}`;
    tests.write("long.test.ts", grading("long", script, { repeatEach: 500 }));
    const { child, ended } = tests.start([...vitest, "run"]);
    await expect.poll(() => isServerAlive(tests)).toBe(true);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(() => processesIn(tests)).toEqual([]);
  });
});

test.each<[string, object, RegExp]>([
  ["a name that nothing has", { networks: ["ltee"] }, /networks\[0\]: There is no network "ltee"/],
  ["what is Vitest's", { retry: 1 }, /retry: expected it to be left to the test runner/],
  ["a part that is none", { shard: "3/2" }, /shard: expected a part such as 1\/3, found "3\/2"/],
])("%s is refused before anything is run", async (_, options, message) => {
  using tests = makeTestProject();
  tests.write("wrong.test.ts", grading("wrong", echoScript, options));
  const { status, output } = await tests.run([...vitest, "run"]);
  expect(output).toMatch(message);
  expect(output).not.toContain("Serialized Error: { _zod");
  expect(tests.played()).toEqual([]);
  expect(status).toBe(1);
});
