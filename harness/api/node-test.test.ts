import { beforeAll, describe, expect, test } from "vitest";
import { echoScript, greeterScript } from "../cli/fixtures/sockspec.ts";
import { isServerAlive, makeTestProject, nodeTest, processesIn } from "./fixtures/test-project.ts";

/** A test file that grades a server which Node runs from a word on its command line. */
function grading(name: string, script: string, more: object = {}): string {
  const options = { name, command: [process.execPath, "-e", script, "{port}"], lab: "loopback" };
  return `import { gradeServer } from "sockspec/node-test";
gradeServer(${JSON.stringify({ ...options, protocol: "stream", select: "echo/basic", ...more })});
`;
}

const tap = [...nodeTest, "--test-reporter=tap"];

describe("tests of node:test", () => {
  let output = "";
  let status: number | null = null;
  let played: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    using tests = makeTestProject();
    tests.write("good.test.js", grading("good", echoScript));
    tests.write("bad.test.js", grading("bad", greeterScript));
    const missing = "console.log('out of luck'); process.exit(5)";
    tests.write("gone.test.js", grading("gone", missing, { select: ["echo/", "stream/"] }));
    const unclaimed = { claims: [], select: ["echo/basic", "close/half-close-drain"] };
    tests.write("poor.test.js", grading("poor", echoScript, unclaimed));
    ({ output, status } = await tests.run(tap));
    played = tests.played();
  });

  test("are named after implementation, network, area, scenario, check and requirement", () => {
    const names = [
      "# Subtest: good",
      "# Subtest: on clean",
      "# Subtest: echo",
      "ok 1 - echo/basic echoed: A message comes back unchanged.",
    ];
    expect(output).toMatch(new RegExp(names.join("[\\s\\S]+?")));
  });

  test("fail where the requirement does not hold, and show the screen of the case once", () => {
    expect(output).toMatch(/not ok \d+ - echo\/basic nothing-beyond: /);
    expect(output.match(/✗ bad · echo\/basic/g)).toHaveLength(1);
    expect(output).toMatch(/# report: results\/runs\/.*\/report\.html/);
    expect(status).toBe(1);
  });

  test("fail once for a server that does not start, and say what it printed", () => {
    const failures = output.match(/No verdict: "gone" exited with status 5 before it started/g);
    expect(output).toContain("out of luck");
    // Cases run side by side: whichever ends first fails, and the others refer to it.
    expect(output).toMatch(
      /# SKIP as for (echo\/basic|stream\/all-values) echoed: No verdict: "gone" exited/,
    );
    expect(failures?.length).toBeGreaterThan(1);
  });

  test("are skipped with the reason where the implementation does not claim what they need", () => {
    expect(output).toMatch(/ok \d+ - close\/half-close-drain drained: .* # SKIP .*half-close/);
  });

  test("are played in one run for each call", () => {
    const runs = played.toSorted((a, b) => a.length - b.length);
    const [ofGood, ofBad, ofPoor, ofGone, ...others] = runs;
    expect([ofGood, ofBad, ofPoor]).toEqual(Array(3).fill(["echo/basic"]));
    expect(ofGone).toContain("stream/all-values");
    expect(others).toEqual([]);
  });
});

test("--test-name-pattern plays the scenarios of the tests that it selects, and no others", async () => {
  using tests = makeTestProject();
  const select = ["echo/basic", "stream/all-values", "close/empty-connection"];
  tests.write("some.test.js", grading("some", echoScript, { select }));
  const pattern = "--test-name-pattern=stream/all-values echoed";
  const { output, status } = await tests.run([...tap, pattern]);
  expect(tests.played()).toEqual([["stream/all-values"]]);
  expect(output).toMatch(/^# pass 1$/m);
  expect(status).toBe(0);
});

test("a runner that is killed leaves no server behind", async () => {
  using tests = makeTestProject();
  const script = `fs.writeFileSync("pid", String(process.pid)); ${echoScript}`;
  tests.write("long.test.js", grading("long", script, { repeatEach: 500 }));
  const { child, ended } = tests.start(tap);
  await expect.poll(() => isServerAlive(tests)).toBe(true);
  child.kill("SIGKILL");
  await ended;
  await expect.poll(() => processesIn(tests)).toEqual([]);
});

test("a name that nothing has is refused before anything is run", async () => {
  using tests = makeTestProject();
  tests.write("wrong.test.js", grading("wrong", echoScript, { networks: ["ltee"] }));
  const { output, status } = await tests.run(tap);
  expect(output).toContain('networks[0]: There is no network "ltee"');
  expect(tests.played()).toEqual([]);
  expect(status).toBe(1);
});
