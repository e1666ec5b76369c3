import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { basic } from "../../scenarios/echo/basic.ts";
import { echoScript, greeterScript } from "../cli/fixtures/sockspec.ts";
import { type CaseReport, defineScenario, judge, type RunRequest, run } from "./index.ts";

const node = process.execPath;
const good: RunRequest = { command: [node, "-e", echoScript, "{port}"], name: "good" };
const bad: RunRequest = { command: [node, "-e", greeterScript, "{port}"], name: "bad" };

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs where no namespace is needed, and stores into a folder of its own. */
async function runHere(request: RunRequest) {
  const output = makeFolder();
  return await run({ lab: "loopback", select: "echo/basic", output, ...request });
}

/** A scenario of a user's own: what is bundled, under another id. */
const own = defineScenario({ ...basic, id: "mine/hello", title: "Mine" });

describe("a run", () => {
  test("of a good server passes, and its report has what a reader needs", async () => {
    const report = await runHere(good);
    expect(report).toMatchObject({ outcome: "as-expected", exitStatus: 0, warnings: [] });
    expect(report.grades).toMatchObject([{ implementation: "good", letter: "A" }]);
    const [only] = report.cases;
    expect(only).toMatchObject({ outcome: "passed", verdict: "pass", explanation: null });
    expect(only?.checks.map(({ source }) => source.length > 0)).not.toContain(false);
    expect(existsSync(join(report.folder, "journal.jsonl"))).toBe(true);
  });

  test("of a faulty server fails, and explains it as the terminal does", async () => {
    const report = await runHere(bad);
    expect(report).toMatchObject({ outcome: "failed", exitStatus: 1, why: "1 case failed a MUST" });
    const [only] = report.cases;
    const broken = only?.checks.find(({ id }) => id === "nothing-beyond");
    expect(broken).toMatchObject({ status: "fail", level: "MUST" });
    expect(only?.explanation).toContain(broken?.observed);
    expect(only?.explanation).toContain(`repeat    ${only?.repeatCommand}`);
    expect(only?.repeatCommand).toContain("-t echo/basic --lab loopback");
  });

  test("of a server that never starts is undecided, and says why", async () => {
    const report = await runHere({ command: [node, "-e", "console.log('no luck')", "{port}"] });
    expect(report).toMatchObject({ outcome: "undecided", exitStatus: 3 });
    expect(report.cases[0]?.reason).toContain("before it started listening");
    expect(report.cases[0]?.explanation).toContain("no luck");
  });

  test("tells of its plan, its cases and its sessions as they happen", async () => {
    const seen: string[] = [];
    await runHere({
      ...bad,
      retry: 1,
      onPlan: (cases) => seen.push(`plan ${cases.map(({ scenario }) => scenario)}`),
      onCase: ({ scenario, verdict, attempt }) => seen.push(`${scenario} ${verdict} ${attempt}`),
      onSession: ({ lab, broken }) => seen.push(`${lab} ${broken}`),
    });
    expect(seen).toEqual([
      "plan echo/basic",
      "echo/basic fail 1",
      "loopback null",
      "echo/basic fail 2",
      "loopback null",
    ]);
  });

  test("ends when a callback throws, and rejects with that", async () => {
    const mistake = new Error("a mistake in a callback");
    const onCase = () => {
      throw mistake;
    };
    await expect(runHere({ ...good, select: ["echo/basic", "length/zero"], onCase })).rejects.toBe(
      mistake,
    );
  });

  test("ends when its signal aborts, with what there is", async () => {
    const controller = new AbortController();
    const report = await runHere({
      ...good,
      repeatEach: 20,
      jobs: 1,
      signal: controller.signal,
      onCase: () => controller.abort(),
    });
    expect(report).toMatchObject({ outcome: "interrupted", exitStatus: 130 });
    expect(report.cases.length + report.notRun.length).toBe(20);
    expect(report.notRun.length).toBeGreaterThan(0);
    await expect(runHere({ ...good, signal: controller.signal })).rejects.toBe(
      controller.signal.reason,
    );
  });

  test("plays scenarios of your own alone, and stores them for the command that repeats a case", async () => {
    const report = await run({
      ...bad,
      lab: "loopback",
      scenarios: [own],
      output: makeFolder(),
    });
    expect(report.cases.map(({ scenario }) => scenario)).toEqual(["mine/hello"]);
    const [, stored = ""] = /--scenarios (\S+)/.exec(report.cases[0]?.repeatCommand ?? "") ?? [];
    expect(JSON.parse(readFileSync(join(stored, "mine", "hello.json"), "utf8"))).toEqual(own);
  });

  test("holds failures against a baseline", async () => {
    const baseline = join(makeFolder(), "baseline.json");
    const entry = { implementation: "bad", scenario: "echo/basic", observed: "", reason: "known" };
    const first = await runHere(bad);
    const failed = first.cases[0]?.checks.filter(({ status }) => status === "fail") ?? [];
    const entries = failed.map(({ id, observed }) => ({ ...entry, check: id, observed }));
    writeFileSync(baseline, JSON.stringify({ expectedFailures: entries }));
    const report = await runHere({ ...bad, baselines: [baseline] });
    expect(report.cases[0]).toMatchObject({ outcome: "expected", verdict: "fail" });
    expect(report.cases[0]?.knownFailures).toEqual(failed.map(({ id }) => id));
    expect(report.outcome).toBe("as-expected");
    const stale = await runHere({ ...good, name: "bad", baselines: [baseline] });
    expect(stale.outcome).toBe("failed");
    expect(stale.staleBaseline).toHaveLength(failed.length);
  });

  test("writes the files that it is asked for", async () => {
    const file = join(makeFolder(), "out.xml");
    await runHere({ ...good, reporters: [`junit=${file}`] });
    expect(readFileSync(file, "utf8")).toContain("<testsuites");
  });

  test("prints nothing, and leaves exit status and signals alone", () => {
    const request = { ...bad, lab: "loopback", select: "echo/basic", output: makeFolder() };
    const program = `
      import { run } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
      const listeners = () => process.eventNames().map(String).sort().join();
      const before = listeners();
      await run(${JSON.stringify(request)});
      process.exit(process.exitCode === undefined && listeners() === before ? 7 : 8);`;
    const { status, stdout, stderr } = spawnSync(node, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: "", stderr: "" });
  });
});

describe("a request", () => {
  const refusals: readonly [object | null, string, string | null, RegExp][] = [
    [null, "INVALID_REQUEST", null, /expected object, found null/],
    [{}, "INVALID_REQUEST", null, /expected one of command, implementations, image, address/],
    [{ command: "x" }, "INVALID_REQUEST", "command", /^command: expected array, found "x"/],
    [{ ...good, netwroks: [] }, "INVALID_REQUEST", "netwroks", /Did you mean "networks"\?/],
    [{ ...good, networks: ["ltee"] }, "UNKNOWN_NAME", "networks", /^networks\[0\]: .*"lte"\?/],
    [{ ...good, retry: -1 }, "INVALID_REQUEST", "retry", /^retry: expected .*found -1/],
    [{ ...good, select: "nope" }, "UNKNOWN_NAME|NOTHING_SELECTED", "select", /^select: .*"nope"/],
    [{ ...good, claims: ["x"] }, "INVALID_REQUEST", "claims", /^claims\[0\]: expected .*found "x"/],
    [{ ...good, signal: 1 }, "INVALID_REQUEST", "signal", /expected an AbortSignal, found 1/],
    [{ ...good, bail: true, retry: 1 }, "INVALID_REQUEST", null, /^bail ends the run/],
    [{ ...good, reporters: ["dot"] }, "INVALID_REQUEST", "reporters", /found "dot"/],
    [{ ...good, scenarios: [basic] }, "INVALID_SCENARIO", "scenarios", /already exists/],
    [{ ...good, scenarios: [own, own] }, "INVALID_SCENARIO", "scenarios", /"mine\/hello" twice/],
    [{ ...good, scenarios: [{ id: "a/b" }] }, "INVALID_SCENARIO", "scenarios", /"a\/b" is not/],
    [
      { implementations: ["nodee"] },
      "UNKNOWN_NAME",
      "implementations",
      /^implementations: .*"node"/,
    ],
    [{ implementations: ["./no"] }, "INVALID_MANIFEST", "implementations", /or give .* as command/],
    [{ ...good, protocol: "no" }, "INVALID_REQUEST", "protocol", /^protocol: .*"no"/],
  ];

  test.for(refusals.map((refusal, index) => ({ index, refusal, says: String(refusal[3]) })))(
    "$index is refused with a message like $says",
    async ({ refusal: [request, code, field, message] }) => {
      const refused = await run(request as RunRequest).then(
        () => null,
        (error: unknown) => error,
      );
      expect(refused).toMatchObject({ name: "SockspecError", field });
      expect((refused as { code: string }).code).toMatch(new RegExp(`^(${code})$`));
      expect((refused as Error).message).toMatch(message);
      expect((refused as Error).message).not.toMatch(/ --[a-z]/);
    },
  );

  test("may have keys whose values are undefined", async () => {
    const request = { ...good, seed: undefined, signal: undefined } as unknown as RunRequest;
    expect((await runHere(request)).exitStatus).toBe(0);
  });
});

describe("judge", () => {
  const played: { result?: CaseReport; history?: unknown } = {};
  const play = async () => {
    const report = await runHere(bad);
    played.result = report.cases[0] as CaseReport;
    played.history = JSON.parse(readFileSync(played.result.historyFile ?? "", "utf8"));
  };

  test("finds in a stored history what the run found, by a scenario's id or its value", async () => {
    await play();
    const { verdict, reason, fate, checks, stimulus } = played.result as CaseReport;
    const expected = { verdict, reason, fate, checks, stimulus };
    expect(judge("echo/basic", played.history)).toEqual(expected);
    expect(judge(own, played.history)).toEqual(expected);
  });

  test.each<[string, unknown, string, RegExp]>([
    ["echo/basik", {}, "UNKNOWN_NAME", /Did you mean "echo\/basic"\?/],
    ["echo/basic", {}, "INVALID_HISTORY", /^history, schemaVersion: expected \d+/],
    ["echo/basic", null, "INVALID_HISTORY", /^history.*: expected/],
  ])("refuses %s with %j", (scenario, history, code, message) => {
    expect(() => judge(scenario, history)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test("refuses the module of a protocol that is not there", () => {
    expect(() => judge("echo/basic", {}, { protocol: "./none.ts" })).toThrow(
      expect.objectContaining({ code: "INVALID_PROTOCOL" }),
    );
  });
});

describe("defineScenario", () => {
  test("returns what is valid", () => {
    expect(own).toEqual({ ...basic, id: "mine/hello", title: "Mine" });
  });

  test("names each key that is wrong", () => {
    const wrong = { ...basic, id: "one", links: "some" } as unknown as typeof own;
    expect(() => defineScenario(wrong)).toThrow(
      expect.objectContaining({
        code: "INVALID_SCENARIO",
        message: expect.stringMatching(/"one" is not a scenario:\n {2}id: .*\n {2}links: /),
      }),
    );
  });
});

test("importing sockspec loads neither the validator nor what plays cases", () => {
  const hook = `
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) {
      if (!url.startsWith("node:")) console.log(url);
      return next(url, context);
    } });
    await import(${JSON.stringify(join(import.meta.dirname, "index.ts"))});`;
  const words = ["--input-type=module", "--eval", hook];
  const { stdout } = spawnSync(node, words, { encoding: "utf8" });
  const loaded = stdout
    .trim()
    .split("\n")
    .map((url) => url.replace(/.*\/harness\//, ""));
  expect(loaded.sort()).toEqual([
    "api/index.ts",
    "api/sockspec-error.ts",
    "host/package/module-extension.ts",
    "protocol/define-protocol.ts",
  ]);
});
