import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { echoScript, greeterScript, inlineServer, sockspec } from "../fixtures/sockspec.ts";

/** @returns a folder with a server, `./server`, and with these files. */
function makeProject(files: Readonly<Record<string, unknown>>, script = echoScript): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(projectRoot, join(folder, "node_modules", "sockspec"));
  mkdirSync(join(folder, "server"));
  const manifest = { ...inlineServer("mine", script), claims: ["many-frames"] };
  const all = { "server/impl.json": manifest, ...files };
  for (const [name, content] of Object.entries(all)) {
    writeFileSync(
      join(folder, name),
      typeof content === "string" ? content : JSON.stringify(content, null, 2),
    );
  }
  return folder;
}

/** @returns where each value comes from, by the name of the option. */
async function shown(folder: string, ...args: readonly string[]) {
  const { stdout, stderr, status } = await sockspec(["config", "--json", ...args], { folder });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { settings } = JSON.parse(stdout) as {
    settings: readonly { name: string; value: unknown; from: string; line?: number }[];
  };
  return new Map(settings.map(({ name, ...setting }) => [name, setting]));
}

const typed = `import { defineConfig } from "sockspec";

export default defineConfig({
  implementations: ["./server"],
  networks: ["clean"],
  profile: "quick",
  lab: "loopback",
  exclude: ["leak/"],
  output: "stored",
  timeout: "10m",
});
`;

describe("a configuration file", () => {
  test("in TypeScript says what is graded, where and how", async () => {
    const folder = makeProject({ "sockspec.config.ts": typed });
    const listed = await sockspec(["run", "-t", "echo/basic", "--list"], { folder });
    expect(listed).toMatchObject({ stderr: "", status: 0 });
    expect(listed.stdout).toContain("mine  echo/basic  clean");
    const { stdout, stderr, status } = await sockspec(["run", "-t", "echo/basic"], { folder });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^✓ mine echo\/basic/m);
    expect(stdout).toMatch(/^stored in stored\//m);
    expect(status).toBe(0);
    const [, run = ""] = /stored in stored\/(\S+)/.exec(stdout) ?? [];
    expect((await sockspec(["report", run], { folder })).stdout).toContain("✓ mine echo/basic");
  });

  test.each([
    { name: "sockspec.config.mjs", text: 'export default { profile: "full" };' },
    { name: "sockspec.config.json", text: '\uFEFF{ "profile": "full" }' },
  ])("$name is one too", async ({ name, text }) => {
    const folder = makeProject({ [name]: text });
    expect((await shown(folder)).get("--profile")).toEqual({
      value: "full",
      from: "config",
      line: 1,
    });
  });

  test("shows where each value comes from, and the command line wins", async () => {
    const folder = makeProject({ "sockspec.config.ts": typed });
    const own = await shown(folder);
    expect(own.get("implementations")).toEqual({ value: ["./server"], from: "config", line: 4 });
    expect(own.get("--network")).toEqual({ value: ["clean"], from: "config", line: 5 });
    expect(own.get("--timeout")).toEqual({ value: 600, from: "config", line: 10 });
    expect(own.get("--kernel")).toEqual({ value: "auto", from: "default" });
    const other = await shown(folder, "cpp", "-n", "geo", "-t", "echo/");
    expect(other.get("implementations")).toEqual({ value: ["cpp"], from: "command line" });
    expect(other.get("--network")).toEqual({ value: ["geo"], from: "command line" });
    expect(other.has("--profile")).toBe(false);
    const baseline = ["--baseline", "known.json", "--update-baseline"];
    expect((await shown(folder, "cpp", ...baseline)).has("--profile")).toBe(false);
    const command = await shown(folder, "--", "./serve", "{port}");
    expect(command.get("command")).toEqual({ value: ["./serve", "{port}"], from: "command line" });
    expect(command.has("implementations")).toBe(false);
    expect((await shown(folder, "-c", "none")).get("--lab")?.from).toBe("default");
    const { stdout } = await sockspec(["config"], { folder });
    expect(stdout).toMatch(/^configuration file: sockspec\.config\.ts$/m);
    expect(stdout).toMatch(/^--lab +loopback +sockspec\.config\.ts:7$/m);
  });

  test("has paths that begin where it is", async () => {
    const config = {
      implementations: ["./server", "cpp"],
      baselines: ["known.json"],
      reporters: ["junit=out/junit.xml"],
      output: "stored",
    };
    const folder = makeProject({ "sockspec.config.json": config, "server/here.txt": "" });
    const options = ["-c", "../sockspec.config.json"];
    const found = await shown(join(folder, "server"), ...options);
    expect(found.get("implementations")?.value).toEqual([".", "cpp"]);
    expect(found.get("--baseline")?.value).toEqual(["../known.json"]);
    expect(found.get("--reporter")?.value).toEqual(["junit=../out/junit.xml"]);
    expect(found.get("--output")?.value).toBe("../stored");
  });

  test("makes protocols known by their names", async () => {
    const dots = `export default {
      name: "dots", title: "Ends with a dot", trailer: ".", alphabet: "abc",
      measure: (bytes) => bytes.indexOf(46) < 0 ? "more" : bytes.indexOf(46) + 1,
    };`;
    const folder = makeProject({
      "dots.mjs": dots,
      "sockspec.config.json": { protocols: ["./dots.mjs"] },
    });
    const { stdout } = await sockspec(["list", "protocols"], { folder });
    expect(stdout).toMatch(/^dots +Ends with a dot$/m);
    const { status } = await sockspec(["list", "scenarios", "--protocol", "dots"], { folder });
    expect(status).toBe(0);
  });

  test("has baselines, and commands that repeat a case override what it says", async () => {
    const config = {
      implementations: ["./server"],
      lab: "loopback",
      repeatEach: 2,
      networks: ["clean"],
      thresholds: ["length/zero:pass>=0.5"],
    };
    const folder = makeProject({ "sockspec.config.json": config }, greeterScript);
    const run = ["run", "-t", "echo/basic", "--repeat-each", "1"];
    const { stdout, status } = await sockspec(run, { folder });
    expect(stdout).toContain("--lab loopback -n clean --repeat-each 1 --seed 1");
    expect(status).toBe(1);
    const [, folderOfRun = ""] = /stored in (\S+)/.exec(stdout) ?? [];
    const later = await sockspec(["report", folderOfRun], { folder });
    expect(later.stdout).toContain("--lab loopback -n clean --repeat-each 1 --seed 1");
    const known = { implementation: "mine", scenario: "echo/basic", reason: "a greeting" };
    const expectedFailures = [
      { ...known, check: "echoed", observed: "differs from byte 0" },
      { ...known, check: "alive", observed: "differs from byte 0" },
      { ...known, check: "nothing-beyond", observed: "1 bytes on main" },
    ];
    const again = { ...config, baselines: ["known.json"] };
    writeFileSync(join(folder, "known.json"), JSON.stringify({ expectedFailures }));
    writeFileSync(join(folder, "sockspec.config.json"), JSON.stringify(again));
    const expected = await sockspec(run, { folder });
    expect(expected.stdout).toContain("✘ mine echo/basic");
    expect(expected.status).toBe(0);
  });

  test("leaves a run that is resumed as it was", async () => {
    const folder = makeProject({ "sockspec.config.ts": typed });
    await sockspec(["run", "-t", "echo/basic"], { folder });
    const changed = typed.replace('"clean"', '"lte"').replace('"leak/"', '"echo/"');
    writeFileSync(join(folder, "sockspec.config.ts"), changed);
    const { stdout } = await sockspec(["list", "scenarios"], { folder });
    expect(stdout).toContain("echo/basic");
    const runs = await sockspec(["__complete", "report", "--output", "stored", ""], { folder });
    const [run = ""] = runs.stdout.split("\n");
    const resumed = await sockspec(["run", "--resume", run], { folder });
    expect(resumed.stderr).toContain("Nothing is left to run");
    expect(resumed.status).toBe(0);
  });
});

describe("a configuration that is wrong ends with status 2, its line, its key and what was expected", () => {
  test.each([
    {
      what: "a key that there is not",
      text: '{\n  "netwroks": []\n}',
      message: ':2: netwroks: unknown key. Did you mean "networks"?',
    },
    {
      what: "a choice that there is not",
      text: '{\n\n"profile": "fast" }',
      message: ':3: profile: expected one of "quick" or "default" or "full", found "fast"',
    },
    {
      what: "a text for a list",
      text: '{ "networks": "lte" }',
      message: ':1: networks: expected array, found "lte"',
    },
    {
      what: "a time",
      text: '{ "timeout": "soon" }',
      message: ':1: timeout: expected a time such as 90s, 10m or 1h, found "soon"',
    },
    {
      what: "a number out of range",
      text: '{ "retry": 99 }',
      message: ":1: retry: expected number to be <=10, found 99",
    },
    {
      what: "a network that there is not",
      text: '{ "networks": ["clean",\n"lt"] }',
      message: ':2: networks.1: There is no network "lt". Did you mean "lte"?',
    },
    {
      what: "an implementation that there is not",
      text: '{ "implementations": ["./gone"] }',
      message: ":1: implementations.0: expected the folder of an impl.json or the name",
    },
    {
      what: "a reporter that there is not",
      text: '{ "reporters": ["loud"] }',
      message: ":1: reporters.0: expected one of default, line,",
    },
    {
      what: "two reporters for one place",
      text: '{ "reporters": ["line", "dot"] }',
      message: ":1: reporters: expected one reporter on standard output, found line and dot",
    },
    {
      what: "a folder that there is not",
      text: '{ "scenarios": "own" }',
      message: ":1: scenarios: expected a folder, found none at own",
    },
    {
      what: "a module that there is not",
      text: '{ "protocols": ["./mine.ts"] }',
      message: ":1: protocols.0: expected a module, found none at mine.ts",
    },
    {
      what: "a threshold without a share",
      text: '{ "thresholds": ["echo/basic"] }',
      message: ":1: thresholds.0: expected scenario:pass>=0.95 or",
    },
    { what: "no JSON", text: '{\n"networks": [\n', message: ":2: expected JSON, found: " },
    { what: "a list", text: "[]", message: ":1: expected object, found []" },
  ])("$what", async ({ text, message }) => {
    const folder = makeProject({ "sockspec.config.json": text });
    const { status, stdout, stderr } = await sockspec(["run"], { folder });
    expect(stderr).toContain("sockspec: sockspec.config.json cannot be used:\n  sockspec.config");
    expect(stderr).toContain(`sockspec.config.json${message}`);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  test.each([
    {
      what: "a value in a module",
      text: typed.replace('"quick"', "7 as never"),
      message: ':6: profile: expected one of "quick" or "default" or "full", found 7',
    },
    {
      what: "a module that throws",
      text: '\n\nthrow new Error("not today");',
      message: ":3: expected a module that loads, found: not today.",
    },
    {
      what: "a module that is none",
      text: "export default {\n  networks: [\n",
      message: ": expected a module that loads, found: ",
    },
    {
      what: "a module without a default export",
      text: "export const networks = [];\n",
      message: ":1: expected export default defineConfig({ … }), found no default export",
    },
  ])("$what", async ({ text, message }) => {
    const folder = makeProject({ "sockspec.config.ts": text });
    const { status, stderr } = await sockspec(["config"], { folder });
    expect(
      stderr.replace(/(config\.ts):\d+(: expected a module that loads, found: \D)/, "$1$2"),
    ).toContain(`sockspec.config.ts${message.replace(/^:\d+(: expected a module)/, "$1")}`);
    expect(status).toBe(2);
  });

  test("one that is not there, and two", async () => {
    const folder = makeProject({ "sockspec.config.json": {}, "sockspec.config.mjs": "" });
    const gone = await sockspec(["run", "-c", "gone.ts"], { folder });
    expect(gone.stderr).toContain("--config: expected a file, found none at gone.ts.");
    const two = await sockspec(["run"], { folder });
    expect(two.stderr).toContain(
      "Expected one configuration file, found sockspec.config.mjs and sockspec.config.json",
    );
    expect([gone.status, two.status]).toEqual([2, 2]);
  });
});

describe("the schemas that are shipped", () => {
  const schema = (name: string) =>
    JSON.parse(
      readFileSync(join(projectRoot, "docs", "schemas", `${name}.schema.json`), "utf8"),
    ) as object;
  const ajv = new Ajv2020({ strict: false });

  test.each([
    { name: "config", good: { profile: "quick", timeout: 9 }, bad: { profile: "fast" } },
    {
      name: "network",
      good: {
        $schema: "x",
        name: "a",
        title: "A",
        source: "s",
        up: { delayMs: 1 },
        down: { delayMs: 1 },
      },
      bad: { name: "a", up: {}, down: {} },
    },
    {
      name: "scenario",
      good: {
        $schema: "x",
        id: "a/b",
        title: "t",
        why: "w",
        sources: ["s"],
        roles: ["server"],
        steps: [{ do: "connect", connection: "c" }],
        stimulus: [],
        checks: [],
      },
      bad: { id: "a/b", steps: [{ do: "dance" }] },
    },
    {
      name: "impl",
      good: { name: "a", role: "server", protocols: ["framed"], command: ["x"], claims: [] },
      bad: { name: "A B", role: "server" },
    },
  ])("$name tells good files from bad ones", ({ name, good, bad }) => {
    const validate = ajv.compile(schema(name));
    expect(validate(good) ? null : validate.errors).toBeNull();
    expect(validate(bad)).toBe(false);
  });

  test("are accepted as the $schema of a network and a scenario", async () => {
    const network = {
      $schema: "./network.schema.json",
      name: "own",
      title: "Own",
      source: "me",
      up: { delayMs: 1 },
      down: { delayMs: 1 },
    };
    const folder = makeProject({ "own.json": network });
    const list = ["run", "cpp", "-t", "echo/basic", "-n", "./own.json", "--list"];
    expect((await sockspec(list, { folder })).stdout).toContain("cpp  echo/basic  own");
  });
});
